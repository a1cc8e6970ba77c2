// Every text is put on the page as text, never as markup.
const el = (name, props = {}, ...children) => {
  const node = Object.assign(document.createElement(name), props);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
};
const phones = new Map(); // user id -> {section, data, drawn}
let clock = { now: new Date(), zone: "Europe/London", at: performance.now() };
let bot = "";

const post = async (path, body) => {
  const form = body instanceof FormData;
  const answer = await fetch(path, {
    method: "POST",
    body: form ? body : JSON.stringify(body ?? {}),
    headers: form ? {} : { "Content-Type": "application/json" },
  });
  return answer.ok ? answer.json() : null;
};
const act = async (id, action, body) => {
  const screen = await post(`/phones/${id}/${action}`, body);
  if (screen) draw(screen);
};

// The clock

const showClock = () => {
  const moment = new Date(clock.now.getTime() + performance.now() - clock.at);
  const words = moment.toLocaleString("en-GB", {
    timeZone: clock.zone, weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit",
  });
  const place = document.querySelector("[data-clock]");
  if (place.textContent !== words) place.textContent = words;
};
const setClock = (data) => {
  clock = { now: new Date(data.now), zone: data.zone, at: performance.now() };
  showClock();
};
setInterval(showClock, 1000);
for (const button of document.querySelectorAll(".clock-buttons button")) {
  button.addEventListener("click", async () => {
    const { by, to } = button.dataset;
    setClock(await post("/clock", by ? { by_minutes: Number(by) } : { to }));
  });
}

// Text with Telegram's entities, links and phone numbers

const LINKS = /(https?:\/\/[^\s]+)|(\b0\d{2,4}(?: ?\d{2,4}){1,3}\b|\b116 123\b|\b(?:call|text \w+ to) (?:999|111|\d{5})\b)/g;
const linked = (text) => {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(LINKS)) {
    parts.push(text.slice(from, found.index));
    const [whole, link] = found;
    if (link) parts.push(inviteOrLink(link));
    else parts.push(el("a", { href: `tel:${whole.replace(/\D/g, "")}`, textContent: whole }));
    from = found.index + whole.length;
  }
  parts.push(text.slice(from));
  return parts;
};
const inviteOrLink = (link) => {
  const code = link.match(/^https:\/\/t\.me\/(\w+)\?start=([\w-]+)$/);
  if (!code || code[1] !== bot) return el("a", { href: link, textContent: link, rel: "noreferrer", target: "_blank" });
  const box = el("span", { className: "chooser", hidden: true });
  for (const { data } of phones.values()) {
    const button = el("button", { type: "button", textContent: `Open as ${data.name}` });
    button.addEventListener("click", () => { box.hidden = true; act(data.user_id, "opens_link", { code: code[2] }); });
    box.append(button);
  }
  const opener = el("button", { type: "button", textContent: "Open this link on a phone" });
  opener.addEventListener("click", () => { box.hidden = !box.hidden; });
  return el("span", {}, link, el("br"), opener, box);
};
const STYLES = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "code" };
const rich = (text, entities) => {
  const nodes = [];
  let from = 0;
  for (const one of [...entities].sort((a, b) => a.offset - b.offset)) {
    if (!STYLES[one.type] || one.offset < from) continue;
    nodes.push(...linked(text.slice(from, one.offset)));
    nodes.push(el(STYLES[one.type], { textContent: text.slice(one.offset, one.offset + one.length) }));
    from = one.offset + one.length;
  }
  return [...nodes, ...linked(text.slice(from))];
};

// A phone

const media = (shown) => {
  const url = shown.file && `/phones/file/${encodeURIComponent(shown.file.file_id)}`;
  switch (shown.kind) {
    case "text": return null;
    case "photo": case "sticker": case "animation":
      return el("a", { href: url, target: "_blank" }, el("img", { src: url, alt: shown.text || `A ${shown.kind}` }));
    case "voice": case "audio": return el("audio", { src: url, controls: true });
    case "video": case "video_note": return el("video", { src: url, controls: true });
    case "document": return el("a", { className: "file", href: url, download: shown.file.file_name ?? "", textContent: shown.file.file_name ?? "A file" });
    case "location": {
      const place = shown.fields.location;
      return el("span", { textContent: `A place: ${place.latitude}, ${place.longitude}` });
    }
    default: return el("span", { textContent: `A ${shown.kind}` });
  }
};
const short = (shown) => (shown.text || `A ${shown.kind}`).slice(0, 80);

const bubble = (phone, shown) => {
  const { data } = phone;
  const who = shown.out ? data.name : "Bot";
  const time = new Date(shown.at).toLocaleTimeString("en-GB", { timeZone: clock.zone, hour: "2-digit", minute: "2-digit" });
  const node = el("article", { className: shown.out ? "bubble own" : "bubble" });
  node.dataset.message = shown.message_id;
  node.setAttribute("aria-label", `${who}, ${time}`);
  const quoted = data.screen.find((one) => one.message_id === shown.reply_to);
  if (shown.reply_to) node.append(el("blockquote", { textContent: quoted ? short(quoted) : "A message that is gone" }));
  const body = media(shown);
  if (body) node.append(body);
  if (shown.text) node.append(el("span", { className: "text" }, ...rich(shown.text, shown.entities)));
  node.append(el("time", { dateTime: shown.at, textContent: (shown.edited ? "changed " : "") + time }));
  if (shown.reactions.length) node.append(el("span", { className: "reaction", textContent: shown.reactions.join(" ") }));
  if (shown.buttons.length) {
    const keys = el("div", { className: "keys" });
    for (const row of shown.buttons) {
      keys.append(el("div", {}, ...row.map((key) => {
        const button = el("button", { type: "button", textContent: key.text });
        button.addEventListener("click", () => act(data.user_id, "presses", { message_id: shown.message_id, button: key.text }));
        return button;
      })));
    }
    node.append(keys);
  }
  const doings = el("div", { className: "doings" });
  const doing = (label, action) => {
    const button = el("button", { type: "button", textContent: label });
    button.addEventListener("click", action);
    doings.append(button);
  };
  doing("Reply", () => context(phone, "reply", shown));
  if (shown.out && shown.kind === "text") doing("Edit", () => context(phone, "edit", shown));
  doing("Like", () => act(data.user_id, "reacts", { message_id: shown.message_id, emoji: shown.reactions.length ? null : "👍" }));
  if (shown.out) doing("Delete", () => act(data.user_id, "deletes", { message_id: shown.message_id }));
  node.append(doings);
  return node;
};

const context = (phone, mode, shown) => {
  const bar = phone.section.querySelector(".context");
  const box = phone.section.querySelector("textarea");
  phone.context = mode ? { mode, id: shown.message_id } : null;
  bar.hidden = !mode;
  if (mode) bar.querySelector("span").textContent = `${mode === "reply" ? "Reply to" : "Change"}: ${short(shown)}`;
  if (mode === "edit") box.value = shown.text;
  if (mode) box.focus();
};

const send = (phone, text) => {
  const id = phone.data.user_id;
  const { mode, id: message_id } = phone.context ?? {};
  context(phone, null);
  if (mode === "edit") return act(id, "edits", { message_id, text });
  return act(id, "says", { text, reply_to: mode === "reply" ? message_id : null });
};
const attach = async (phone, kind, file) => {
  const form = new FormData();
  form.append("kind", kind);
  if (file) form.append("file", file);
  if (phone.context?.mode === "reply") form.append("reply_to", phone.context.id);
  context(phone, null);
  await act(phone.data.user_id, "sends", form);
};
const samplePicture = () => new Promise((done) => {
  const canvas = el("canvas", { width: 320, height: 200 });
  const pen = canvas.getContext("2d");
  const sky = pen.createLinearGradient(0, 0, 0, 200);
  sky.addColorStop(0, "#29506d"); sky.addColorStop(1, "#f4b183");
  pen.fillStyle = sky; pen.fillRect(0, 0, 320, 200);
  pen.fillStyle = "#ffe9b8"; pen.beginPath(); pen.arc(230, 120, 26, 0, 7); pen.fill();
  pen.fillStyle = "#22392f"; pen.beginPath(); pen.moveTo(0, 200); pen.lineTo(0, 150);
  pen.quadraticCurveTo(90, 95, 190, 150); pen.quadraticCurveTo(260, 180, 320, 145); pen.lineTo(320, 200); pen.fill();
  canvas.toBlob((blob) => done(new File([blob], "picture.png", { type: "image/png" })));
});
const sampleVoice = () => {
  const rate = 8000, count = rate * 1.2, view = new DataView(new ArrayBuffer(44 + count));
  const word = (at, letters) => [...letters].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  word(0, "RIFF"); view.setUint32(4, 36 + count, true); word(8, "WAVEfmt "); view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); view.setUint16(22, 1, true); view.setUint32(24, rate, true); view.setUint32(28, rate, true);
  view.setUint16(32, 1, true); view.setUint16(34, 8, true); word(36, "data"); view.setUint32(40, count, true);
  for (let i = 0; i < count; i += 1) view.setUint8(44 + i, 128 + 40 * Math.sin(i / (6 + i / 2500)) * Math.sin(Math.PI * i / count));
  return new File([view], "voice.wav", { type: "audio/wav" });
};

const build = (data) => {
  const section = document.getElementById("phone").content.firstElementChild.cloneNode(true);
  const phone = { section, data, drawn: new Map(), context: null };
  section.dataset.user = data.user_id;
  const heading = section.querySelector("h2");
  heading.id = `name-${data.user_id}`;
  heading.textContent = data.name;
  section.setAttribute("aria-labelledby", heading.id);
  section.querySelector(".role").textContent = data.role;
  section.querySelector(".log").setAttribute("aria-label", `Chat of ${data.name}`);
  section.querySelector(".menu summary").setAttribute("aria-label", `Menu of ${data.name}`);
  const box = section.querySelector("textarea");
  box.setAttribute("aria-label", `Message as ${data.name}`);
  box.placeholder = `Write as ${data.name}`;
  section.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (text) { box.value = ""; send(phone, text); }
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      section.querySelector("form").requestSubmit();
    }
  });
  section.querySelector(".context button").addEventListener("click", () => context(phone, null));
  section.querySelector(".blocked button").addEventListener("click", () => act(data.user_id, "unblocks"));
  for (const button of section.querySelectorAll("[data-sample]")) {
    button.addEventListener("click", async () => {
      section.querySelector(".attach").open = false;
      const kind = button.dataset.sample;
      const file = kind === "photo" ? await samplePicture() : kind === "voice" ? sampleVoice() : null;
      attach(phone, kind, file);
    });
  }
  section.querySelector(".upload input").addEventListener("change", (event) => {
    const [file] = event.target.files;
    section.querySelector(".attach").open = false;
    if (file) attach(phone, file.type.startsWith("image/") ? "photo" : file.type.startsWith("audio/") ? "audio" : file.type.startsWith("video/") ? "video" : "document", file);
    event.target.value = "";
  });
  const tab = el("button", { type: "button", textContent: data.name });
  tab.setAttribute("role", "tab");
  tab.addEventListener("click", () => choose(data.user_id));
  document.querySelector(".tabs").append(tab);
  phone.tab = tab;
  phones.set(data.user_id, phone);
  document.getElementById("phones").append(section);
};

const choose = (id) => {
  for (const [other, phone] of phones) {
    phone.section.classList.toggle("current", other === id);
    phone.tab.setAttribute("aria-selected", String(other === id));
    if (other === id) phone.tab.querySelector(".dot")?.remove();
  }
  const log = phones.get(id).section.querySelector(".log");
  log.scrollTop = log.scrollHeight;
};

const menu = (phone) => {
  const list = phone.section.querySelector(".menu .menu-list");
  const close = () => { phone.section.querySelector(".menu").open = false; };
  const buttons = phone.data.commands.map((one) => {
    const button = el("button", { type: "button" }, `/${one.command}`, el("small", { textContent: one.description }));
    button.addEventListener("click", () => { close(); send(phone, `/${one.command}`); });
    return button;
  });
  const block = el("button", { type: "button", textContent: "Block the bot" });
  block.addEventListener("click", () => { close(); act(phone.data.user_id, "blocks"); });
  list.replaceChildren(...buttons, block);
};

const draw = (data) => {
  if (!phones.has(data.user_id)) build(data);
  const phone = phones.get(data.user_id);
  phone.data = data;
  const log = phone.section.querySelector(".log");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  const seen = new Set();
  let news = false;
  for (const shown of data.screen) {
    seen.add(shown.message_id);
    const print = JSON.stringify(shown);
    const old = phone.drawn.get(shown.message_id);
    if (old?.print === print) continue;
    const node = bubble(phone, shown);
    if (old) old.node.replaceWith(node); else { log.append(node); news = true; }
    phone.drawn.set(shown.message_id, { print, node });
  }
  for (const [id, { node }] of phone.drawn) if (!seen.has(id)) { node.remove(); phone.drawn.delete(id); }
  if (atEnd && news) log.scrollTop = log.scrollHeight;
  if (news && !phone.section.classList.contains("current") && phone.tab.getAttribute("aria-selected") && !phone.tab.querySelector(".dot"))
    phone.tab.append(el("span", { className: "dot", title: "new" }));
  const alert = phone.section.querySelector(".alert");
  alert.hidden = !data.alert;
  alert.textContent = data.alert ?? "";
  phone.section.querySelector(".blocked").hidden = !data.blocked;
  phone.section.querySelector(".composer").hidden = data.blocked;
  const keyboard = phone.section.querySelector(".keyboard");
  keyboard.hidden = !data.reply_keyboard.length;
  keyboard.replaceChildren(...data.reply_keyboard.flat().map((label) => {
    const button = el("button", { type: "button", textContent: label });
    button.addEventListener("click", () => send(phone, label));
    return button;
  }));
  menu(phone);
};

const load = async () => {
  const state = await (await fetch("/phones")).json();
  bot = state.bot;
  setClock(state.clock);
  state.phones.forEach(draw);
  if (!document.querySelector(".phone.current")) choose((state.phones.at(3) ?? state.phones[0]).user_id);
  for (const { section } of phones.values()) {
    const log = section.querySelector(".log");
    log.scrollTop = log.scrollHeight;
  }
};
const refresh = async (id) => draw(await (await fetch(`/phones/${id}`)).json());
const events = new EventSource("/phones/events");
events.onmessage = (event) => JSON.parse(event.data).forEach(refresh);
events.onopen = load;
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.menu[open], details.attach[open]")) if (!open.contains(event.target)) open.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll("details.menu[open], details.attach[open]")) { open.open = false; open.querySelector("summary").focus(); }
});
load();
