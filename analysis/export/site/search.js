// The search box: finds what is typed in search-index.js, without a server; works from a disk too.
"use strict";
{
  const root = document.currentScript.dataset.root;
  const form = document.querySelector("[role=search]");
  const [box, said, list] = ["input", "p", "ul"].map((name) => form.querySelector(name));
  const MOST = 8;
  let index = null;

  // As the index is written: full-width forms plain, no spaces, small letters.
  const plain = (words) => words.normalize("NFKC").replace(/[\s\p{Cf}]/gu, "").toLowerCase();

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

  // Pinyin or initials from any syllable onward: jiyue, jy and js find ji yue jian she.
  const spells = (word, spelling) => {
    if (!/^[a-z0-9]+$/.test(word)) return false;
    const parts = spelling.split(" ");
    return parts.some((_, start) => {
      const rest = parts.slice(start);
      return rest.join("").startsWith(word) || rest.map((part) => part[0]).join("").startsWith(word);
    });
  };

  // Some characters of a name in their order: 发改委 finds 国家发展和改革委员会.
  const abbreviates = (word, name) => {
    let at = -1;
    return name !== "" && [...word].every((character) => (at = name.indexOf(character, at + 1)) >= 0);
  };

  const holds = (entry, word) =>
    entry.words.includes(word) ||
    entry.keys.includes("\n" + word) ||
    spells(word, entry.spelling) ||
    abbreviates(word, entry.abbreviated);

  // What a query names exactly, then what begins with it, then what holds all its words.
  const find = (query) => {
    const words = query.split(/[\s、，,；;]+/).map(plain).filter(Boolean);
    if (!words.length) return [];
    const beginning = "\n" + words.join("");
    const ranks = [[], [], []];
    for (const entry of index) {
      if (entry.names.includes(beginning + "\n")) ranks[0].push(entry);
      else if (entry.names.includes(beginning)) ranks[1].push(entry);
      else if (words.every((word) => holds(entry, word))) ranks[2].push(entry);
    }
    return ranks.flat().slice(0, MOST);
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
    const found = query && index.length ? find(query) : [];
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
