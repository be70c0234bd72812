// The pages of the phone, drawn from what was taken along; no text ever becomes markup.
export const words = JSON.parse(document.getElementById("words").textContent);

export function make(tag, said = {}, ...inside) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(said)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...inside.flat().filter((part) => part !== null && part !== undefined && part !== false));
  return node;
}

const language = document.documentElement.lang === "en" ? "en" : "zh";
const clock = new Intl.DateTimeFormat(language === "en" ? "en" : "zh-CN", {
  month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai", hour12: false,
});
export const moment = (iso) => clock.format(new Date(iso));

const late = (iso) => iso && new Date(iso) < new Date();
const field = (label, control) => make("label", { class: "phone-field" }, make("span", {}, label), control);
const area = (name, more = {}) => make("textarea", { name, rows: 3, maxlength: 2000, ...more });

function due(task) {
  if (!task.due) return null;
  return make("span", { class: late(task.due) ? "pill bad" : "pill" }, `${words.due} ${moment(task.due)}`);
}

export function list(taken, waiting) {
  const rows = taken.requests.map((task) =>
    make("li", { class: "card phone-task" },
      make("a", { href: `#/request/${task.number}` },
        make("b", {}, `${task.category} ${task.number}`),
        make("span", { class: "phone-text" }, task.text),
        make("span", { class: "row" },
          make("span", { class: "pill" }, task.state), due(task),
          waiting.has(task.number) && make("span", { class: "pill warn" }, words.pending)))));
  const none = make("p", { class: "empty" }, words.none);
  return [make("h1", {}, words.list), rows.length ? make("ul", { class: "stack" }, rows) : none];
}

export function detail(task, send) {
  const form = (verb) => {
    const text = verb === "accept" || verb === "start" || verb === "resume" ? null
      : field(words.words, area("text", { required: true, minlength: verb === "note" ? 2 : 4 }));
    const photo = verb === "answer" || verb === "note" ? field(words.photo, picture()) : null;
    return make("form", { class: "card phone-step", onsubmit: (event) => send(event, verb) },
      make("h2", {}, words[verb]), text, photo, make("button", { class: "btn wide" }, words.keep));
  };
  return [
    make("p", {}, make("a", { href: "#/" }, `‹ ${words.back}`)),
    make("h1", {}, `${task.category} ${task.number}`),
    make("p", { class: "row" }, make("span", { class: "pill" }, task.state), due(task)),
    make("div", { class: "card" }, make("p", { class: "phone-text" }, task.text), task.where && make("p", { class: "sub" }, task.where)),
    ...task.verbs.map(form),
  ];
}

export const picture = () => make("input", { type: "file", name: "photos", accept: "image/*" });

export function down(taken, send) {
  const options = (rows) => rows.map((row) => make("option", { value: row.code }, row.name));
  const kinds = taken.categories.map((row, turn) =>
    make("label", { class: "phone-kind" },
      make("input", { type: "radio", name: "category", value: row.code, required: true, ...(turn ? {} : {}) }),
      make("span", {}, make("b", {}, row.name), make("small", {}, row.example))));
  return [
    make("h1", {}, words.new),
    make("form", { class: "stack", onsubmit: send },
      field(words.where_place, make("select", { name: "place", required: true }, options(taken.places))),
      make("fieldset", {}, make("legend", {}, words.category), make("div", { class: "phone-kinds" }, kinds)),
      field(words.text, area("text", { required: true, minlength: 2 })),
      field(words.where, make("input", { name: "where", maxlength: 200 })),
      make("label", { class: "phone-check" }, make("input", { type: "checkbox", name: "danger" }), words.danger),
      field(words.photo, picture()),
      field(words.name, make("input", { name: "name", maxlength: 40, autocomplete: "off" })),
      field(words.phone, make("input", { name: "phone", maxlength: 20, inputmode: "tel", autocomplete: "off" })),
      make("label", { class: "phone-check" }, make("input", { type: "checkbox", name: "accept", checked: true }), words.accept_it),
      make("button", { class: "btn wide" }, words.keep)),
  ];
}

export function rolls(taken, waiting) {
  const rows = taken.rolls.map((roll) => {
    const told = waiting.has(`${roll.roll}/${roll.grid}`) ? words.pending : roll.answered ? words.answered : words.not_answered;
    return make("li", { class: "card phone-task" },
      make("a", { href: `#/roll/${roll.roll}/${roll.grid}` },
        make("b", {}, roll.title), make("span", {}, roll.grid_name),
        make("span", { class: "row" },
          make("span", { class: told === words.not_answered ? "pill bad" : "pill" }, told),
          make("span", { class: "sub" }, `${words.until} ${moment(roll.by)}`))));
  });
  const none = make("p", { class: "empty" }, words.none);
  return [make("h1", {}, words.rolls), rows.length ? make("ul", { class: "stack" }, rows) : none];
}

function control(asked) {
  const name = `given.${asked.code}`;
  const required = Boolean(asked.required);
  if (asked.type === "choice" || asked.type === "yes_no") {
    const options = asked.options ?? [{ code: "yes", zh: words.yes, en: words.yes }, { code: "no", zh: words.no, en: words.no }];
    return make("select", { name, required, "data-type": asked.type },
      make("option", { value: "" }, words.choose), options.map((one) => make("option", { value: one.code }, one[language])));
  }
  if (asked.type === "number") return make("input", { name, required, inputmode: "numeric", pattern: "[0-9]{1,7}", "data-type": "number" });
  if (asked.type === "photo") return picture();
  return make("input", { name, required, maxlength: 200, "data-type": "text" });
}

export function roll(one, send) {
  return [
    make("p", {}, make("a", { href: "#/rolls" }, `‹ ${words.back}`)),
    make("h1", {}, one.title), make("p", { class: "sub" }, one.grid_name), one.text && make("p", {}, one.text),
    make("form", { class: "stack", onsubmit: send },
      one.form.fields.map((asked) => field(asked[language], control(asked))),
      make("button", { class: "btn wide" }, one.answered ? words.answer_again : words.send)),
  ];
}

export function queue(entries, owner, put_aside) {
  const rows = entries.map((entry) => {
    const state = entry.owner !== owner ? words.other_owner
      : entry.state === "refused" ? `${words.refused}: ${entry.reason}` : entry.state === "tried" ? words.tried : words.waits;
    return make("li", { class: "card" },
      make("b", {}, entry.label), make("p", { class: "sub" }, moment(entry.written)),
      make("p", { class: entry.state === "refused" ? "bad" : "" }, state),
      entry.state === "refused" && entry.owner === owner
        && make("button", { type: "button", class: "btn quiet", onclick: () => put_aside(entry) }, words.put_aside));
  });
  return [make("h1", {}, words.queue), rows.length ? make("ul", { class: "stack" }, rows) : make("p", { class: "empty" }, words.queue_empty)];
}
