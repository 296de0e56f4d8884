// Streamlit's own fields. A page, and each part of it that is drawn by itself, declares at its end under which names they
// are held, and what is kept of them.

let declared = {};
let unsaved = false;
let looking = 0;
let missing = [];
const returned = new Map();
let touched = {};
const ONLY = 'text';

const boxClass = (node) => {
  const box = node?.closest?.('[class*="st-key-"]');
  return box ? [...box.classList].find((name) => name.startsWith('st-key-')) : undefined;
};
const boxOfClass = (name) => document.querySelector(`.${CSS.escape(name)}`);
const controlsOf = (name) => [...((name && boxOfClass(name)?.querySelectorAll('input, textarea')) || [])];

const standingIn = (controls) => {
  const [first] = controls;
  if (first.type === 'radio') return String(controls.findIndex((control) => control.checked));
  return first.type === 'checkbox' ? String(first.checked) : first.value;
};

// A field that was drawn in a run that has not ended yet is held under its class, over what stood there before.
const beforeInput = ({ target }) => {
  const name = boxClass(target);
  const controls = name && !declared[name] ? controlsOf(name) : [];
  if (controls.length) touched = { name, kept: fingerprint(standingIn(controls)) };
};

const holdField = (name) => {
  const controls = controlsOf(name);
  if (!controls.length) return;
  const [group, kept] = declared[name] ?? [name, touched.name === name ? touched.kept : null];
  changing(group, (held) => {
    hold(held, ONLY, standingIn(controls), kept);
    held.field = name;
  });
};

const onInput = ({ target }) => {
  if (target.matches?.('input, textarea')) holdField(boxClass(target));
};

// Radios and boxes to tick are set by script, which raises no event of theirs: they are looked at after each press.
const onPress = ({ target }) => {
  const name = boxClass(target);
  if (['radio', 'checkbox'].includes(name && controlsOf(name)[0]?.type)) setTimeout(() => holdField(name), 0);
};

const adopt = (name, group) => {
  const held = recall(name);
  if (!held.parts[ONLY]) return;
  if (!recall(group).parts[ONLY]) retain(group, held);
  sessionStorage.removeItem(HELD + name);
};

// What this visit holds under a class that the page does not declare is nobody's: a search, say.
const isOfNobody = (name) => name.startsWith('st-key-') && !declared[name] && recall(name).visit === thisVisit();

const VALUE = (control) => Object.getOwnPropertyDescriptor(Object.getPrototypeOf(control), 'value').set;

const enter = (controls, text) => {
  const [first] = controls;
  if (first.type === 'radio') controls[+text]?.click();
  else if (first.type === 'checkbox') first.click();
  else {
    VALUE(first).call(first, text);
    first.dispatchEvent(new Event('input', { bubbles: true }));
    setTimeout(() => first.dispatchEvent(new FocusEvent('focusout', { bubbles: true })), 50); // sends it
  }
};

const nameOf = (control) => control.getAttribute('aria-label') || control.labels?.[0]?.textContent || '';

const shownOf = (controls, text) => {
  if (controls[0].type === 'radio') return controls[+text]?.closest('label')?.textContent ?? '';
  return controls[0].type === 'checkbox' ? (text === 'true' ? '☑' : '☐') : text;
};

// What was put back is gone again where the field was drawn anew before it had sent it.
const LONG_ENOUGH = 20000;
const isGone = (name, [control], kept, held) => {
  const there = returned.get(name);
  const mine = held.parts[ONLY];
  return there && mine && there.control !== control && there.text === mine.text && mine.older.includes(kept);
};

const putBackField = (name, controls, text) => {
  returned.set(name, { control: controls[0], text, at: performance.now() });
  if (text !== standingIn(controls)) enter(controls, text);
};

// Another field that held the same and is no longer declared: in the other language, a field has another name.
const formerField = (name, group) => {
  const { field = name } = recall(group);
  return field === name || declared[field] ? null : field;
};

const settleField = (name, group, kept) => {
  const [controls, former] = [controlsOf(name), formerField(name, group)];
  if (!controls.length || (former && controlsOf(former).length)) return false;
  adopt(name, group);
  let back = null;
  changing(group, (held) => {
    const again = isGone(name, controls, kept, held);
    back = again ? held.parts[ONLY].text : fromBefore(held, ONLY, kept, former !== null);
    if (back === null && !unsaved) acknowledge(held, ONLY, kept, standingIn(controls));
    if (held.field) held.field = name;
  });
  if (back !== null) putBackField(name, controls, back);
  offerPassed(group, {
    said: () => (controls[0].type === 'radio' ? '' : nameOf(controls[0])),
    read: (text) => shownOf(controls, text),
    enter: (_part, text) => enter(controlsOf(name), text),
    there: () => controlsOf(name).length > 0,
  });
  return true;
};

// A field may be drawn much later than the page says: its script comes by itself, and what hides it may be opened late.
const settleMissing = () => {
  missing = missing.filter((name) => declared[name] && !settleField(name, ...declared[name]));
};

const settleSoon = () => {
  looking ||= setTimeout(() => {
    looking = 0;
    settleMissing();
  }, 50); // what was drawn is there by then
};

const lookForFields = () => {
  for (const [name, { control, at }] of returned) {
    if (performance.now() - at > LONG_ENOUGH) returned.delete(name);
    else if (!control.isConnected && !missing.includes(name)) missing.push(name);
  }
  if (missing.some((name) => controlsOf(name).length)) settleSoon();
};

const className = (key) => `st-key-${key.trim().replaceAll(/[^a-zA-Z0-9_-]/g, '-')}`;

const settleFields = () => {
  const parts = [...globalThis.stepwise.declared.values()];
  declared = Object.fromEntries(parts.flatMap(({ fields }) => fields.map(([key, ...held]) => [className(key), held])));
  unsaved = parts.some(({ waits }) => waits);
  groups().map((name) => name.slice(HELD.length)).filter(isOfNobody)
    .forEach((name) => sessionStorage.removeItem(HELD + name));
  showPassed();
  missing = Object.keys(declared);
  clearTimeout(looking);
  looking = 0;
  settleSoon();
};

const holdFields = () => {
  const stepwise = (globalThis.stepwise ??= { waiting: new Set() });
  Object.assign(stepwise, { settleFields, showPassed });
  showPassed();
  if (stepwise.declared) settleFields();
  addEventListener('popstate', beginVisit);
  new MutationObserver(lookForFields).observe(document.body, { childList: true, subtree: true });
  document.addEventListener('input', onInput, true);
  for (const event of ['click', 'keyup']) document.addEventListener(event, onPress, true);
  for (const event of ['focusin', 'pointerdown', 'keydown']) document.addEventListener(event, beforeInput, true);
};
