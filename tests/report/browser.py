"""A headless Chromium that tells what a page does: opens it, counts its requests, collects its complaints."""

import json
import os
import pathlib
import shutil
import sys
import time


class NoBrowser(Exception):
    """Why there is none here."""


def import_selenium():
    """Its webdriver; where this Python has none, the system's takes over the whole script."""
    try:
        from selenium import webdriver
        return webdriver
    except ImportError:
        if sys.executable != "/usr/bin/python3" and os.path.exists("/usr/bin/python3"):
            os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])
        raise NoBrowser("python3-selenium is not installed") from None


def program(*names):
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    raise NoBrowser(f"{names[0]} is not installed")


class Browser:
    """`folder`: where it may keep what it must; removed by whoever made it."""

    def __init__(self, folder):
        webdriver = import_selenium()
        from selenium.common.exceptions import WebDriverException
        from selenium.webdriver.chrome.service import Service
        options = webdriver.ChromeOptions()
        options.binary_location = program("chromium", "chromium-browser", "google-chrome")
        for argument in ("headless=new", "no-sandbox", "disable-dev-shm-usage", "disable-gpu", "no-first-run",
                         "disable-background-networking", "disable-component-update", "hide-scrollbars",
                         f"user-data-dir={folder}/profile", "host-resolver-rules=MAP * ~NOTFOUND"):
            options.add_argument(f"--{argument}")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        try:
            service = Service(program("chromedriver"), env={**os.environ, "TMPDIR": str(folder)})
            self.driver = webdriver.Chrome(service=service, options=options)
        except WebDriverException as why:
            raise NoBrowser(f"Chromium does not start: {why.msg.splitlines()[0]}") from why

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.quit()

    def command(self, name, **parameters):
        return self.driver.execute_cdp_cmd(name, parameters)

    def screen(self, width, height, scheme="light"):
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def open(self, page):
        """Returns the seconds until the page has drawn itself."""
        self.driver.get("about:blank")
        self.requests()  # those of the browser's own first page
        start = time.monotonic()
        self.driver.get(pathlib.Path(page).resolve().as_uri())
        if self.run("return document.documentElement.dataset.drawn") != "yes":
            raise AssertionError(f"{page} has not drawn itself: {self.complaints()}")
        # Once more through style and layout, as one who looks at it would wait for.
        self.driver.execute_async_script("const done = arguments[0]; requestAnimationFrame(() => setTimeout(done));")
        return time.monotonic() - start

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def complaints(self):
        """What the console was told since the last time."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self):
        """What was asked for since the last time."""
        events = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        return [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]

    def picture(self, path):
        import base64
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(self.command("Page.captureScreenshot", format="png")["data"]))


def main_with_browser(main):
    """Without a browser the test is skipped, aloud; in CI that is a failure."""
    try:
        import_selenium()  # may begin anew, so before anything is made
        return main()
    except NoBrowser as why:
        if os.environ.get("CI"):
            sys.exit(f"FAILED: no browser to test with: {why}; in CI that is no reason to skip")
        print(f"SKIPPED: no browser to test with: {why}")
        sys.exit(77)
