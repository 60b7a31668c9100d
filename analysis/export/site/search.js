// The search box: finds what is typed in search-index.js, without a server; works from a disk too.
"use strict";
{
  const root = document.currentScript.dataset.root;
  const form = document.querySelector("[role=search]");
  const [box, said, list] = ["input", "p", "ul"].map((name) => form.querySelector(name));
  const MOST = 8;
  let index = null;

  // The index is loaded when somebody is about to search.
  const load = () => {
    if (index) return;
    index = [];
    const script = document.createElement("script");
    script.src = root + "search-index.js";
    script.onload = () => {
      index = window.searchIndex;
      show();
    };
    document.head.append(script);
  };

  const item = (entry) => {
    const link = document.createElement("a");
    link.href = root + entry.href;
    link.textContent = entry.label;
    const detail = document.createElement("small");
    detail.textContent = [entry.kind, entry.detail].filter(Boolean).join(" · ");
    link.append(detail);
    const line = document.createElement("li");
    line.append(link);
    return line;
  };

  const show = () => {
    const query = box.value.trim();
    const found = query && index.length ? find(index, query).slice(0, MOST) : [];
    list.replaceChildren(...found.map(item));
    if (!query || !index.length) said.textContent = "";
    else if (found.length) said.textContent = `找到 ${found.length} 项`;
    else said.textContent = `没有找到“${query.slice(0, 20)}”。可输入名称、拼音、首字母或六位代码，多个词用空格隔开。`;
    form.classList.toggle("none", Boolean(said.textContent) && !found.length);
  };

  const close = () => {
    box.value = "";
    show();
  };

  box.addEventListener("focus", load);
  box.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  form.addEventListener("keydown", (event) => {
    const stops = [box, ...list.querySelectorAll("a")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      close();
      box.focus();
    } else if (step) {
      event.preventDefault();
      stops[stops.indexOf(document.activeElement) + step]?.focus();
    }
  });
  addEventListener("hashchange", close); // a result on this very page loads nothing
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) close();
  });
  form.hidden = false;
}
