// What was typed before the page was left, and another window has changed since, and what was pressed and not heard
// (unheard.js): told at the foot of the page, with a way to put it back, or to press again; and that nothing is heard
// (silence.js).

const PASSED = 'stepwise-passed';

const passedList = () => {
  const there = document.getElementById(PASSED);
  if (there) return there;
  const made = element('div', '');
  made.id = PASSED;
  made.setAttribute('role', 'status');
  document.querySelector('.stApp').append(made); // where the colours are named
  return made;
};

const passedLine = (id, one, words) => {
  const line = element('div', 'line');
  if (one.silent) line.append(element('span', '', words.silent));
  else line.append(...offered(id, one, words));
  return line;
};

const offered = (id, { label, text, answer, unheard }, words) => {
  const said = unheard ? words.unheard : label ? words.named : words.unnamed;
  const done = (wanted) => () => {
    globalThis.stepwise.passed.delete(id);
    answer(wanted);
    showPassed();
  };
  return [
    element('span', '', filled(said, { label, text })),
    button('back', unheard ? words.press : words.put_back, '', done(true)),
    button('leave', words.leave, '', done(false)),
  ];
};

const showPassed = () => {
  const { passed, saidOfPassed: words } = globalThis.stepwise;
  for (const [id, { there }] of passed ?? []) if (!there()) passed.delete(id);
  if (!words || (!passed?.size && !document.getElementById(PASSED))) return;
  passedList().replaceChildren(...[...(passed ?? [])].map(([id, one]) => passedLine(id, one, words)));
};
