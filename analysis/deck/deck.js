// The deck in the browser: turning, steps, overlays and the speaker's window.
//
// Everything shown is already in the file; this script only moves it, so that it needs neither a
// network nor a server, and goes on when the server that sent it has died.
(() => {
  "use strict";

  const WIDTH = 1280;
  const HEIGHTS = { "16x9": 720, "4x3": 960 };
  const SWIPE = 50; // px a finger moves at least; a tap moves no more than TAP
  const TAP = 10;
  const IDLE = 2000; // ms until the pointer hides
  const AFTER = 40; // ms after a turn until the speaker's window follows
  const TYPED = 4000; // ms until digits and messages are forgotten
  // Sizes and columns of a card in the order in which they are tried; below 18 px only so that even
  // the longest is whole.
  const FITS = [[24, 1], [22, 1], [20, 1], [18, 1], [24, 2], [22, 2], [20, 2], [18, 2], [16, 2], [14, 2]];

  const root = document.documentElement;
  const deck = JSON.parse(document.getElementById("deck").textContent);
  const stage = document.getElementById("stage");
  const every = [...stage.querySelectorAll(".slide")];
  const about = new Map(deck.slides.map((slide) => [slide.id, slide]));
  const original = { theme: root.dataset.theme, ratio: root.dataset.ratio };
  for (const { id } of every) if (!about.has(id)) throw new Error(`slide without data: ${id}`);

  let slides = []; // those of the present ratio
  let slide = null;
  let step = 0;
  let optional = true; // whether optional steps are shown
  let painted = true; // whether the last turn has been on the wall for a frame
  let typed = "";
  let layers = []; // open dialogs, the topmost last
  let speaker = null; // the speaker's window

  // ---- building ------------------------------------------------------------------------------

  // An element with attributes, listeners (the attributes that are functions) and children.
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(name, value);
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  // A button gives the focus back after a click, so that Space goes on turning slides.
  function button(words, click, attributes = {}) {
    const made = make("button", { type: "button", ...attributes }, words);
    made.addEventListener("click", (event) => {
      if (event.detail) made.blur();
      click();
    });
    return made;
  }

  const otherRatio = () => (root.dataset.ratio === "4x3" ? "16x9" : "4x3");
  const otherTheme = () => (root.dataset.theme === "dark" ? "light" : "dark");
  const heading = (one) => `${slides.indexOf(one) + 1} / ${slides.length}：${one.dataset.title}`;

  // A small copy of a slide at one of its steps.
  function miniature(one, at, width) {
    const copy = one.cloneNode(true);
    for (const name of ["id", "role", "aria-label", "aria-roledescription"]) copy.removeAttribute(name);
    reveal(copy, at);
    // Half of it, or more.
    for (const part of copy.querySelectorAll(`.off, .r${otherRatio()}`)) part.remove();
    const frame = make("div", { class: "miniature", "aria-hidden": "true" }, copy);
    frame.style.width = `${width}px`;
    frame.style.height = `${(width * HEIGHTS[root.dataset.ratio]) / WIDTH}px`;
    frame.style.setProperty("--scale", width / WIDTH);
    return frame;
  }

  // ---- slides and steps ----------------------------------------------------------------------

  function steps(one) {
    const skipped = optional ? NaN : Number(one.dataset.optional);
    const found = [];
    for (let at = 0; at <= Number(one.dataset.steps ?? 0); at += 1) if (at !== skipped) found.push(at);
    return found;
  }

  const lastStep = (one) => steps(one).pop();

  const parts = new WeakMap(); // what of a slide comes and goes

  function partsOf(one) {
    if (!parts.has(one)) {
      parts.set(
        one,
        [...one.querySelectorAll("[data-from], [data-to]")].map((element) => ({
          element,
          from: Number(element.dataset.from ?? 0),
          to: Number(element.dataset.to ?? Infinity),
        })),
      );
    }
    return parts.get(one);
  }

  function reveal(one, at) {
    for (const { element, from, to } of partsOf(one)) {
      element.classList.toggle("off", at < from || at >= to);
    }
  }

  // What a slide's last step hides stays hidden on paper.
  function settle() {
    for (const one of every) {
      const end = lastStep(one);
      for (const { element, from, to } of partsOf(one)) {
        element.classList.toggle("away", end < from || end >= to);
      }
    }
  }

  function show(next, at) {
    const turned = next !== slide;
    stage.classList.toggle("stepping", !turned); // only steps fade
    reveal(next, at);
    if (turned) {
      if (slide) slide.classList.remove("now");
      next.classList.add("now");
    }
    [slide, step] = [next, at];
    if (turned) announcer.textContent = heading(slide);
    painted = false;
    requestAnimationFrame(() => requestAnimationFrame(() => { painted = true; }));
    keep();
    refresh();
    clearTimeout(prepare.timer);
    prepare.timer = setTimeout(prepare, 100);
  }

  // The slides before and after are laid out while nobody waits; a turn has then only to paint.
  function prepare() {
    const [before, after] = [shift(-1), shift(1)];
    for (const one of every) one.classList.toggle("near", one === before || one === after);
    if (before) reveal(before, lastStep(before));
    if (after) reveal(after, 0);
  }

  const shift = (by) => slides[slides.indexOf(slide) + by];
  const enter = (next) => { if (next) show(next, 0); };
  const leave = (next) => { if (next) show(next, lastStep(next)); };

  function forward() {
    const later = steps(slide).find((at) => at > step);
    if (later === undefined) enter(shift(1));
    else show(slide, later);
  }

  function back() {
    const earlier = steps(slide).reverse().find((at) => at < step);
    if (earlier === undefined) leave(shift(-1));
    else show(slide, earlier);
  }

  // Straight to a slide, whatever lies over the present one.
  function go(next) {
    layers.filter((dialog) => dialog.ownerDocument === document).forEach(shut);
    if (next !== slide) enter(next);
  }

  function jump(number, view) {
    if (slides[number - 1]) go(slides[number - 1]);
    else say(`没有第 ${number} 页`, view);
  }

  // ---- settings, and the address that keeps them -----------------------------------------------

  function setTheme(theme) {
    root.dataset.theme = theme;
    if (speaker) speaker.document.documentElement.dataset.theme = theme;
  }

  // A slide may be made for one ratio alone; then the one before it takes its place in the other.
  function setRatio(ratio) {
    root.dataset.ratio = ratio;
    slides = every.filter((one) => !one.classList.contains(`r${otherRatio()}`));
    for (const one of slides) one.setAttribute("aria-label", heading(one));
    paper.textContent = `@page { size: ${WIDTH}px ${HEIGHTS[ratio]}px; margin: 0; }`;
    fit();
    if (slide && !slides.includes(slide)) {
      const before = slides.filter((one) => every.indexOf(one) < every.indexOf(slide));
      leave(before.pop() ?? slides[0]);
    }
    if (speaker) speaker.document.documentElement.dataset.ratio = ratio;
  }

  function setOptional(on) {
    optional = on;
    settle();
    if (slide && !steps(slide).includes(step)) show(slide, lastStep(slide));
  }

  function address() {
    const query = new URLSearchParams();
    for (const name of ["theme", "ratio"]) {
      if (root.dataset[name] !== original[name]) query.set(name, root.dataset[name]);
    }
    if (!optional) query.set("optional", "0");
    const settings = query.toString();
    return `#${encodeURIComponent(slide.id)}/${step}${settings && `?${settings}`}`;
  }

  let keeping = 0;

  // Browsers refuse many changes of address a second, and one at each turn would cost time.
  function keep() {
    clearTimeout(keeping);
    keeping = setTimeout(keepNow, 200);
  }

  function keepNow() {
    clearTimeout(keeping);
    try {
      history.replaceState({ clock, speaking: Boolean(speaker) }, "", address());
    } catch {
      // An isolated frame may not change its address; the deck then begins anew when reloaded.
    }
  }

  function follow() {
    const [, name, at, settings] = location.hash.match(/^#([^/?]*)\/?(\d*)(?:\?(.*))?$/) ?? [];
    const query = new URLSearchParams(settings);
    if (["light", "dark"].includes(query.get("theme"))) setTheme(query.get("theme"));
    setRatio(query.get("ratio") in HEIGHTS ? query.get("ratio") : root.dataset.ratio);
    setOptional(query.has("optional") ? query.get("optional") !== "0" : optional);
    const wanted = slides.find((one) => encodeURIComponent(one.id) === name || one.id === name);
    show(wanted ?? slides[0], wanted && steps(wanted).includes(Number(at)) ? Number(at) : 0);
    if (name && !wanted) say("网址所指的页不在本演示中，从第 1 页开始", window);
  }

  function fit() {
    const height = HEIGHTS[root.dataset.ratio];
    const k = Math.min(innerWidth / WIDTH, innerHeight / height);
    root.style.setProperty("--k", k);
    root.style.setProperty("--x", `${Math.round((innerWidth - WIDTH * k) / 2)}px`);
    root.style.setProperty("--y", `${Math.round((innerHeight - height * k) / 2)}px`);
    if (layer("overview")) arrange(layer("overview"));
  }

  // ---- dialogs -------------------------------------------------------------------------------

  function open(view, name, label, ...children) {
    close(name);
    const dialog = make("dialog", { class: `layer ${name}`, "aria-label": label }, ...children);
    dialog.addEventListener("click", (event) => { if (event.target === dialog) shut(dialog); });
    dialog.addEventListener("close", () => shut(dialog));
    view.document.body.append(dialog);
    layers.push(dialog);
    dialog.showModal();
    refresh();
    return dialog;
  }

  function shut(dialog) {
    if (!layers.includes(dialog)) return;
    layers = layers.filter((one) => one !== dialog);
    dialog.close();
    dialog.remove();
    refresh();
  }

  const layer = (name) => layers.find((dialog) => dialog.classList.contains(name));
  const close = (name) => { const dialog = layer(name); if (dialog) shut(dialog); return Boolean(dialog); };
  const top = (view) => layers.filter((dialog) => dialog.ownerDocument === view.document).pop();

  function escape(view) {
    const dialog = top(view) ?? top(window);
    if (dialog) shut(dialog);
    else if (view === window && document.fullscreenElement) document.exitFullscreen();
  }

  // A short message: where the key was pressed, or for the speaker alone where there is a window.
  function say(words, view = speaker ?? window) {
    hint.remove();
    hint.textContent = words;
    (top(view) ?? view.document.body).append(hint);
    clearTimeout(say.timer);
    say.timer = setTimeout(() => hint.remove(), TYPED);
  }

  function type(digits, view) {
    typed = digits;
    clearTimeout(type.timer);
    if (!typed) {
      hint.remove();
      return;
    }
    say(`转到第 ${typed} 页`, view);
    type.timer = setTimeout(() => { typed = ""; }, TYPED);
  }

  // ---- overlays on the wall --------------------------------------------------------------------

  function black() {
    if (!close("black")) open(window, "black", "黑屏，按任意键返回");
  }

  function overview() {
    if (close("overview")) return;
    ["card", "help", "search"].forEach(close);
    const items = slides.map((one, index) =>
      button("", () => go(one), {
        "aria-label": heading(one),
        focusin: () => point(index),
      }),
    );
    const dialog = open(window, "overview", "全部页面", ...items);
    arrange(dialog);
    point(slides.indexOf(slide));
  }

  // As large as all of them can be at once.
  function arrange(dialog) {
    const k = Number(root.style.getPropertyValue("--k"));
    const [margin, gap, caption] = [28 * k, 16 * k, 26 * k];
    const shape = WIDTH / HEIGHTS[root.dataset.ratio];
    let [width, columns] = [0, 1];
    for (let across = 1; across <= slides.length; across += 1) {
      const down = Math.ceil(slides.length / across);
      const wide = (innerWidth - 2 * margin - gap * (across - 1)) / across;
      const high = (innerHeight - 2 * margin - gap * (down - 1)) / down - caption;
      const room = Math.floor(Math.min(wide, high * shape, 400 * k));
      if (room > width) [width, columns] = [room, across];
    }
    width = Math.max(width, 120);
    dialog.style.setProperty("--across", columns);
    dialog.style.setProperty("--width", `${width}px`);
    [...dialog.querySelectorAll("button")].forEach((item, index) => {
      const one = slides[index];
      const name = make("span", {}, make("b", {}, `${index + 1}`), one.dataset.title);
      item.replaceChildren(miniature(one, lastStep(one), width), name);
    });
  }

  function point(index) {
    const items = [...layer("overview").querySelectorAll("button")];
    const item = items[Math.min(Math.max(index, 0), items.length - 1)];
    for (const one of items) one.classList.toggle("pointed", one === item);
    if (item !== document.activeElement) item.focus();
  }

  // Whether the key was one that chooses in the overview.
  function choose(key) {
    const dialog = layer("overview");
    const items = [...dialog.querySelectorAll("button")];
    const at = items.findIndex((item) => item.classList.contains("pointed"));
    const across = Number(dialog.style.getPropertyValue("--across"));
    const moves = {
      ArrowLeft: at - 1, ArrowRight: at + 1, PageUp: at - 1, PageDown: at + 1, Home: 0, End: items.length,
      ArrowUp: at < across ? at : at - across,
      ArrowDown: at + across < items.length ? at + across : at,
    };
    if (key in moves) point(moves[key]);
    else if (key === "Enter" || key === " ") items[at].click();
    else return false;
    return true;
  }

  function help(view) {
    if (close("help")) return;
    ["card", "overview", "search"].forEach(close);
    const rows = COMMANDS.filter((command) => command.says && (command.when?.() ?? true)).map((command) =>
      make("tr", {},
        make("th", { scope: "row" }, ...command.shown.split(" ").map((key) => make("kbd", {}, key))),
        make("td", {}, typeof command.says === "function" ? command.says() : command.says)),
    );
    open(view, "help", "按键", make("section", {},
      make("h2", {}, "按键"), make("table", {}, make("tbody", {}, ...rows))));
  }

  // Nothing of what is found shows before Enter: everybody reads this wall.
  function search() {
    if (close("search")) return;
    ["help", "overview"].forEach(close);
    const box = make("input", { ...BOX, "aria-label": "查找并上屏", placeholder: "查找，按 Enter 上屏" });
    const none = make("p", { role: "status" });
    const dialog = open(window, "search", "查找", make("section", {}, box, none));
    box.addEventListener("input", () => { none.textContent = ""; });
    box.addEventListener("keydown", (event) => {
      if (composing(event)) return;
      if (event.key === "Escape") {
        event.preventDefault();
        shut(dialog);
      } else if (event.key === "Enter") {
        event.preventDefault();
        const [found] = find(deck.cards, box.value);
        if (found) putUp(found);
        else none.textContent = box.value.trim() && `没有找到“${box.value.trim()}”`;
      }
    });
    box.focus();
  }

  function putUp(card) {
    ["search", "black"].forEach(close);
    const body = make("div", {}, bodyOf(card));
    const panel = make("section", {}, body, button("×", () => close("card"), { "aria-label": "撤下" }));
    // Focus on the card itself: the first thing in it might be a link or a folded source.
    panel.tabIndex = -1;
    const dialog = open(window, "card", card.label, panel);
    panel.focus();
    for (const [size, columns] of FITS) {
      body.style.fontSize = `${size}px`;
      body.style.columnCount = columns > 1 ? columns : "auto";
      // A line may reach a pixel beyond its box by rounding alone.
      if (body.scrollHeight <= body.clientHeight + 1 && body.scrollWidth <= body.clientWidth + 1) break;
    }
    dialog.dataset.label = card.label;
    refresh();
  }

  function bodyOf(card) {
    const template = make("template");
    template.innerHTML = card.html;
    return template.content;
  }

  // ---- search ----------------------------------------------------------------------------------

  const BOX = { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: "200" };
  const composing = (event) => event.isComposing || event.keyCode === 229; // 229: an input method's

  // ---- the speaker's window --------------------------------------------------------------------

  let clock = { before: 0, since: 0 }; // ms counted before the last pause, and when it went on

  function openSpeaker() {
    if (speaker) {
      speaker.focus();
      return;
    }
    const opened = window.open("", "_blank", "popup,width=1240,height=800");
    if (!opened) say("浏览器拦下了演讲者窗口：请允许本页弹出窗口，再按 S", window);
    else attach(opened);
  }

  // A window is filled from here and listens from here: it has no script and no address of its own.
  function attach(opened) {
    const page = opened.document;
    page.open();
    page.write("<!doctype html>"); // a window without one would set tables by the rules of old
    page.close();
    speaker = opened;
    page.title = `演讲者窗口 · ${deck.title}`;
    Object.assign(page.documentElement, { lang: root.lang, className: "speaker" });
    Object.assign(page.documentElement.dataset, { theme: root.dataset.theme, ratio: root.dataset.ratio });
    const shared = [...document.querySelectorAll("body > svg")];
    page.head.append(...[...document.querySelectorAll("style")].map((style) => style.cloneNode(true)));
    page.body.append(...shared.map((svg) => svg.cloneNode(true)), furnish());
    opened.addEventListener("keydown", press);
    opened.addEventListener("resize", refresh);
    opened.addEventListener("pagehide", () => {
      if (speaker !== opened) return;
      speaker = null;
      keepNow();
    });
    opened.setInterval(tick, 250);
    draw();
    keepNow();
  }

  let desk = {}; // the elements of the speaker's window that change
  let found = []; // what the private search found, and which of it would go on the wall
  let chosen = null;

  function furnish() {
    desk = Object.fromEntries(
      Object.entries({
        page: "strong", step: "span", time: "time", elapsed: "time", list: "ol", now: "div", title: "h1",
        notes: "div", next: "div", after: "p", results: "ul", preview: "div", shown: "p",
      }).map(([name, tag]) => [name, make(tag, { class: `desk-${name}` })]),
    );
    desk.results.setAttribute("aria-label", "查找结果");
    desk.shown.setAttribute("role", "status");
    desk.run = button("开始", run);
    desk.black = button("黑屏", () => black());
    desk.off = button("撤下", () => close("card"));
    desk.up = button("上屏", () => chosen && putUp(chosen));
    desk.box = make("input", { ...BOX, "aria-label": "查找", placeholder: "汉字、拼音、首字母", input: list });
    desk.box.addEventListener("keydown", pick);
    [found, chosen] = [[], null];
    return make("main", { class: "desk" },
      make("header", {}, make("p", {}, desk.page, desk.step),
        make("p", {}, make("span", {}, "已讲"), desk.elapsed, desk.run, button("归零", reset)),
        make("p", {}, desk.time)),
      make("nav", { "aria-label": "全部页面" }, desk.list),
      make("section", { class: "talk", "aria-label": "本页" }, desk.title, desk.now, desk.notes),
      make("aside", {},
        make("section", { "aria-label": "下一页" }, desk.after, desk.next),
        make("section", { class: "find", "aria-label": "查找，只有这里看得到" },
          make("p", {}, desk.box, desk.up, desk.off), desk.results, desk.preview)),
      make("footer", {},
        button("上一步", () => turn(back)), button("下一步", () => turn(forward)), desk.black, desk.shown));
  }

  function list() {
    found = find(deck.cards, desk.box.value);
    prefer(0);
  }

  function prefer(index) {
    chosen = found[Math.min(Math.max(index, 0), found.length - 1)] ?? null;
    const rows = found.map((card) => {
      const row = make("li", card === chosen ? { "aria-current": "true" } : {},
        button("", () => prefer(found.indexOf(card)), { tabindex: "-1" }));
      row.firstChild.append(make("span", {}, card.label), make("small", {}, card.kind));
      return row;
    });
    const none = desk.box.value.trim() ? [make("li", { class: "none" }, "没有找到")] : [];
    desk.results.replaceChildren(...(rows.length ? rows : none));
    desk.results.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    desk.preview.replaceChildren(...(chosen ? [bodyOf(chosen)] : []));
    desk.up.disabled = !chosen;
  }

  function pick(event) {
    if (composing(event)) return;
    const index = found.indexOf(chosen);
    const keys = {
      ArrowDown: () => prefer(index + 1),
      ArrowUp: () => prefer(index - 1),
      Enter: () => chosen && putUp(chosen),
      Escape: () => { desk.box.value = ""; list(); desk.box.blur(); },
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  }

  const elapsed = () => clock.before + (clock.since && Date.now() - clock.since);

  function run() {
    clock = clock.since ? { before: elapsed(), since: 0 } : { before: clock.before, since: Date.now() };
    tick();
    keepNow();
  }

  function reset() {
    clock = { before: 0, since: clock.since && Date.now() };
    tick();
    keepNow();
  }

  function put(element, words) {
    if (element.textContent !== words) element.textContent = words;
  }

  function tick() {
    const two = (number) => String(number).padStart(2, "0");
    const seconds = Math.floor(elapsed() / 1000);
    const now = new Date();
    put(desk.elapsed, [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) => two(Math.floor(part))).join(":"));
    put(desk.time, `${two(now.getHours())}:${two(now.getMinutes())}`);
    put(desk.run, clock.since ? "暂停" : elapsed() ? "继续" : "开始");
  }

  // The wall comes first: the speaker's copy is drawn when its turn has been painted. The timer is
  // the speaker's, for browsers slow down those of a window that is covered.
  function refresh() {
    if (!speaker) return;
    speaker.clearTimeout(refresh.timer);
    refresh.timer = speaker.setTimeout(() => { if (speaker) draw(); }, AFTER);
  }

  function draw() {
    const shape = WIDTH / HEIGHTS[root.dataset.ratio];
    const room = (box, share) => Math.floor(Math.min(box.clientWidth, speaker.innerHeight * share * shape));
    const rooms = [room(desk.now, 0.4), room(desk.next, 0.25)];
    const following = shift(1);
    const card = layer("card");
    contents();
    put(desk.page, `${slides.indexOf(slide) + 1} / ${slides.length}`);
    put(desk.step, lastStep(slide) ? `第 ${step} 步，共 ${lastStep(slide)} 步` : "");
    put(desk.title, slide.dataset.title);
    put(desk.after, following ? `下一页：${following.dataset.title}` : "最后一页");
    put(desk.shown, layer("black") ? "大屏已黑" : card ? `大屏正显示：${card.dataset.label}` : "");
    desk.notes.replaceChildren(...about.get(slide.id).notes.map((words) => make("p", {}, words)));
    if (deck.slides.every((one) => !one.notes.length)) {
      desk.notes.append(make("p", { class: "none" }, "本文件不含演讲备注"));
    }
    desk.now.replaceChildren(miniature(slide, step, rooms[0]));
    desk.next.replaceChildren(...(following ? [miniature(following, 0, rooms[1])] : []));
    desk.black.setAttribute("aria-pressed", String(Boolean(layer("black"))));
    desk.off.disabled = !card;
    desk.up.disabled = !chosen;
    tick();
  }

  // The list of slides is written once for each ratio, then only its mark moves.
  function contents() {
    if (desk.list.dataset.ratio !== root.dataset.ratio) {
      desk.list.dataset.ratio = root.dataset.ratio;
      desk.rows = slides.map((one, index) => button(one.dataset.title, () => go(one), { "data-number": index + 1 }));
      desk.list.replaceChildren(...desk.rows.map((row, index) => {
        const section = slides[index].dataset.section ?? "";
        const first = section && section !== (slides[index - 1]?.dataset.section ?? "");
        return make("li", {}, ...(first ? [make("small", {}, section)] : []), row);
      }));
    }
    const row = desk.rows[slides.indexOf(slide)];
    if (row.hasAttribute("aria-current")) return;
    desk.list.querySelector("[aria-current]")?.removeAttribute("aria-current");
    row.setAttribute("aria-current", "page");
    row.scrollIntoView({ block: "center" });
  }

  // ---- keys ------------------------------------------------------------------------------------

  // What would turn the slide first takes away what lies over it, so that a clicker, which has no
  // Esc, gets out of everything and no slide is turned unseen.
  function turn(move, view = window) {
    const dialog = top(view) ?? top(window);
    if (dialog) shut(dialog);
    else move();
  }

  function fullScreen(view) {
    if (view !== window) {
      say("请在大屏窗口按 F：浏览器只让被按键的窗口全屏", view);
    } else if (document.fullscreenElement) {
      document.exitFullscreen();
    } else if (!document.fullscreenEnabled) {
      say("这里不能全屏：请在单独的标签页打开本演示");
    } else {
      root.requestFullscreen().then(
        // Else the first Esc would end full screen before it closes what is open.
        () => navigator.keyboard?.lock?.(["Escape"]).catch(() => {}),
        () => say("浏览器不允许全屏：请按 F11"),
      );
    }
  }

  const served = () => /^https?:$/.test(location.protocol) && Boolean(slide.dataset.view);

  function openView(view) {
    if (!served()) return;
    const opened = view.open(new URL(slide.dataset.view, location.href).href);
    if (opened) opened.opener = null;
    else say("浏览器拦下了新窗口：请允许本页弹出窗口，再按 V", view);
  }

  function change(set) {
    set();
    keep();
    refresh();
  }

  const COMMANDS = [
    { keys: ["ArrowRight", " ", "PageDown", "Enter"], shown: "→ 空格 PageDown Enter", says: "下一步或下一页", move: forward },
    { keys: ["ArrowLeft", "PageUp"], shown: "← PageUp", says: "上一步或上一页", move: back },
    { keys: ["ArrowDown"], shown: "↓", says: "下一页，不经各步", move: () => enter(shift(1)) },
    { keys: ["ArrowUp"], shown: "↑", says: "上一页，不经各步", move: () => leave(shift(-1)) },
    { keys: ["Home"], shown: "Home", says: "第一页", move: () => enter(slides[0]) },
    { keys: ["End"], shown: "End", says: "最后一页", move: () => enter(slides[slides.length - 1]) },
    { keys: [], shown: "数字 Enter", says: "转到该页" },
    { keys: ["o"], shown: "O", says: "全部页面", run: overview },
    { keys: ["s"], shown: "S", says: "演讲者窗口：备注、计时、下一页、查找", run: openSpeaker },
    {
      keys: ["/", "、"], shown: "/", says: "查找并上屏，按 Enter 才显示",
      run: (view) => (view === window ? search() : desk.box.focus()),
    },
    { keys: ["b", ".", "。"], shown: "B .", says: "黑屏，按任意键返回", run: black },
    { keys: ["f", "F5"], shown: "F", says: "全屏", run: fullScreen }, // F5: a clicker's start button
    { keys: ["d"], shown: "D", says: "深色或浅色", run: () => change(() => setTheme(otherTheme())) },
    { keys: ["r"], shown: "R", says: "16:9 或 4:3", run: () => change(() => setRatio(otherRatio())) },
    {
      keys: ["l"], shown: "L", says: () => `显示或不显示最后一步（${deck.optional && `${deck.optional}，`}现在${optional ? "显示" : "不显示"}）`,
      run: () => change(() => setOptional(!optional)),
    },
    { keys: ["v"], shown: "V", says: "在新标签页打开本页的在线视图", run: openView, when: served },
    { keys: ["?", "？", "h"], shown: "? H", says: "本表", run: help },
    { keys: ["Escape"], shown: "Esc", says: "关闭打开的卡片、窗口", run: escape },
  ];
  const BY_KEY = new Map(COMMANDS.flatMap((command) => command.keys.map((key) => [key, command])));

  // One handler for both windows.
  function press(event) {
    const view = event.view;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.ctrlKey || event.altKey || event.metaKey || composing(event)) return;
    if (event.target.closest?.("input, textarea, select")) return;
    if (["Shift", "CapsLock", "Control", "Alt", "Meta", "Tab"].includes(key)) return;
    if (!handle(key, event, view)) return;
    event.preventDefault();
  }

  // Whether the key was ours.
  function handle(key, event, view) {
    const command = BY_KEY.get(key);
    if (/^F\d+$/.test(key) && !command) return false;
    if (layer("black")) {
      if (!event.repeat) close("black");
      return true;
    }
    if (top(window)?.classList.contains("overview") && !typed && choose(key)) return true;
    if (["Enter", " "].includes(key) && !typed && event.target.closest?.("a, button, summary")) return false;
    if (/^\d$/.test(key)) {
      type((typed + key).slice(-3), view);
      return true;
    }
    if (typed) {
      const number = Number(typed);
      const rest = key === "Backspace" ? typed.slice(0, -1) : "";
      type(rest, view);
      if (key === "Enter") jump(number, view);
      if (["Enter", "Backspace", "Escape"].includes(key)) return true;
    }
    if (!command) return false;
    // A key that is held turns at most one slide a frame, and switches nothing twice.
    if (event.repeat && !(command.move && painted)) return true;
    if (command.move) turn(command.move, view);
    else command.run(view);
    return true;
  }

  // ---- fingers and the pointer -----------------------------------------------------------------

  let finger = null;

  function touch(event) {
    if (event.pointerType !== "touch") return;
    const free = !event.target.closest("dialog, a, button");
    finger = event.isPrimary && free ? { x: event.clientX, y: event.clientY } : null;
  }

  function lift(event) {
    if (!finger || event.pointerType !== "touch") return;
    const [across, down] = [event.clientX - finger.x, event.clientY - finger.y];
    finger = null;
    if (Math.abs(across) >= SWIPE && Math.abs(across) > 2 * Math.abs(down)) {
      turn(across < 0 ? forward : back);
    } else if (Math.hypot(across, down) <= TAP) {
      if (event.clientX > (innerWidth * 2) / 3) turn(forward);
      else if (event.clientX < innerWidth / 3) turn(back);
    }
  }

  function wake() {
    root.classList.remove("idle");
    clearTimeout(wake.timer);
    wake.timer = setTimeout(() => root.classList.add("idle"), IDLE);
  }

  // ---- start -----------------------------------------------------------------------------------

  const announcer = make("div", { class: "unseen", role: "status" });
  const hint = make("div", { class: "hint", role: "status" });
  const paper = make("style");
  document.head.append(paper);
  document.body.append(announcer);
  root.classList.add("live");
  follow();
  wake();

  addEventListener("keydown", press);
  addEventListener("resize", fit);
  addEventListener("hashchange", follow);
  addEventListener("pointermove", wake);
  addEventListener("pointerdown", touch);
  addEventListener("pointerup", lift);
  addEventListener("pointercancel", () => { finger = null; });
  addEventListener("pagehide", () => {
    keepNow();
    // From disk, a reloaded wall may no longer touch the window that it opened.
    const opened = speaker;
    speaker = null;
    opened?.close();
  });
  window.focus(); // so that keys work at once, in a frame too

  // A reload takes the speaker's window along, but not its clock.
  if (history.state?.clock) clock = history.state.clock;
  if (history.state?.speaking) say("按 S 重新打开演讲者窗口，计时已保留", window);
})();
