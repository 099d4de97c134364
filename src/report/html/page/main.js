// Draws the parts, and follows links to tasks (#task/NUMBER).

function follow() {
  const found = /^#task\/(\d+)$/.exec(location.hash);
  if (!found || !report.tasks.rows[Number(found[1])]) return;
  showTask(Number(found[1]));
  part("task").scrollIntoView();
}

showOverview();
showTasks();
showTaskPart();
if (report.tasks.rows.length) showTask(0);
showPrograms();
showMap();
showTime();
showRanks();
showSlow();
showFailures();
window.addEventListener("hashchange", follow);
follow();
document.documentElement.dataset.drawn = "yes";
