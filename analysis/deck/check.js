// Looks at the browser that will show the deck. Nothing is sent anywhere.
(() => {
  "use strict";

  const WIDTH = 1280;
  const HEIGHT = 720;
  const KEPT = 6; // keys that stay in the list
  const NAMES = { " ": "空格", Escape: "Esc", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" };
  const ALONE = ["Shift", "CapsLock", "Control", "Alt", "Meta", "Tab"];

  const keys = JSON.parse(document.getElementById("keys").textContent);
  const at = (id) => document.getElementById(id);
  const whole = window.top; // inside the app's page, what counts is the window around it

  function put(id, words) {
    if (at(id).textContent !== words) at(id).textContent = words; // else it would be read out again
  }

  function tell(id, fine, words) {
    put(id, words);
    at(id).className = fine ? "" : "open";
    const left = [...document.querySelectorAll("dd.open")].map((row) => row.previousElementSibling.textContent);
    put("verdict", left.length ? `这台电脑还需处理：${left.join("、")}` : "这台电脑可以");
  }

  function measure() {
    const [wide, high] = [whole.innerWidth, whole.innerHeight];
    const least = Math.min(wide / WIDTH, high / HEIGHT);
    tell("window", least >= 1, `${wide} × ${high}，${least >= 1 ? "放得下" : "放不下"} ${WIDTH} × ${HEIGHT}` +
      (least >= 1 ? "" : `，演示会缩到 ${Math.floor(least * 100)} %：请放大窗口或全屏`));
    const shape = screen.width / screen.height;
    const room = Math.min(screen.width / WIDTH, screen.height / HEIGHT) >= 1;
    tell("screen", room, `${screen.width} × ${screen.height}，${room ? "放得下" : "放不下"} ${WIDTH} × ${HEIGHT}` +
      (shape > 1.2 && shape < 1.45 ? "；屏幕接近 4:3，可在演示中按 R 换版面" : ""));
    // The window's frame takes a few px, a step of the zoom a tenth or more.
    const zoom = whole.outerWidth / wide;
    const fine = Math.abs(zoom - 1) < 0.05;
    const dots = `一个 CSS 像素为 ${Math.round(devicePixelRatio * 100) / 100} 个屏幕像素`;
    tell("zoom", fine, fine ? `100 %；${dots}` : `约 ${Math.round(zoom * 20) * 5} %，请按 Ctrl+0 回到 100 %；${dots}`);
  }

  function press(event) {
    if (ALONE.includes(event.key)) return;
    const combined = event.ctrlKey || event.altKey || event.metaKey;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const digit = /^\d$/.test(key);
    const does = combined ? undefined : digit ? "输入页码，再按 Enter 转到" : keys[key];
    const name = NAMES[event.key] ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key);
    const shown = combined ? `组合键 ${name}` : name;
    const says = does ?? "演示不用这个键";
    at("pad").firstChild.textContent = shown;
    at("pad").lastChild.textContent = says;
    const row = document.createElement("li");
    for (const words of [shown, says]) {
      const cell = document.createElement("span");
      cell.textContent = words;
      row.append(cell);
    }
    at("pressed").prepend(row);
    while (at("pressed").children.length > KEPT) at("pressed").lastChild.remove();
    // Else F5, a clicker's start, would load this page anew, and PageDown scroll it.
    if (does && !(event.target === at("try") && [" ", "Enter"].includes(key))) event.preventDefault();
  }

  function tryWindow() {
    const opened = window.open("", "deck-check", "popup,width=480,height=240");
    if (!opened) {
      tell("speaker", false, "浏览器拦下了：请在地址栏允许本页弹出窗口，再试");
      return;
    }
    opened.document.title = "演讲者窗口";
    opened.document.body.textContent = "演讲者窗口可以打开，本窗口即将关闭。";
    setTimeout(() => opened.close(), 1500);
    tell("speaker", true, "可以打开");
  }

  addEventListener("keydown", press);
  whole.addEventListener("resize", measure);
  at("try").addEventListener("click", tryWindow);
  measure();
  setInterval(measure, 1000); // a window that moves to another screen tells nobody
  document.fonts.load("16px Deck", "字").then(
    (faces) => tell("font", faces.length > 0, faces.length ? "已载入" : "没有载入：将用本机字体，请看字形是否正常"),
    () => tell("font", false, "浏览器不许载入文件内的字体：将用本机字体，请看字形是否正常"),
  );
})();
