"use strict";
// Elements and numbers. What files say gets into the page as text nodes only: nothing here parses HTML.

const report = JSON.parse(document.getElementById("data").textContent);

function make(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}

// el("p", {class: "note"}, "text", node, [more]): null, undefined and false children are left out.
function el(name, attributes = {}, ...children) {
  return make(document.createElement(name), attributes, children);
}

function svg(name, attributes = {}, ...children) {
  return make(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function part(id) {
  return document.getElementById(id);
}

function number(n) {
  return n.toLocaleString("en");
}

function counted(n, one, many = one + "s") {
  return `${number(n)} ${n === 1 ? one : many}`;
}

function percent(share, digits = 1) {
  return `${(100 * share).toFixed(digits)} %`;
}

function seconds(s) {
  if (s === null || s === undefined) return "";
  const size = Math.abs(s);
  if (size === 0) return "0";
  if (size < 1e-3) return `${(s * 1e6).toFixed(0)} µs`;
  if (size < 1) return `${(s * 1e3).toFixed(1)} ms`;
  if (size < 600) return `${s.toFixed(2)} s`;
  if (size < 36000) return `${(s / 60).toFixed(1)} min`;
  return `${(s / 3600).toFixed(1)} h`;
}

// "3 more tasks are not in this page", or nothing.
function leftOut(n, one, many = one + "s", why = "") {
  if (!n) return null;
  return el("p", {class: "note"},
    `${counted(n, `more ${one}`, `more ${many}`)} ${n === 1 ? "is" : "are"} not in this page${why ? `: ${why}` : ""}.`);
}
