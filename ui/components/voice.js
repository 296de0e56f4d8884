// Reads a question out with a voice of this machine. Voices that would send the text elsewhere are not used.

const here = () => (window.speechSynthesis?.getVoices() ?? []).filter((one) => one.localService);

const tagOf = (one) => one.lang.replace('_', '-').toLowerCase();

const voiceFor = (lang) => {
  const wanted = lang.toLowerCase();
  const found = here();
  return found.find((one) => tagOf(one) === wanted) ?? found.find((one) => tagOf(one).split('-')[0] === wanted.split('-')[0]);
};

const say = (root) => {
  const voice = voiceFor(root._data.lang);
  if (!voice) return;
  speechSynthesis.cancel();
  const said = new SpeechSynthesisUtterance(root._data.text);
  Object.assign(said, { voice, lang: voice.lang });
  speechSynthesis.speak(said);
};

// Once for each question that was just asked; a browser may name its voices later.
const begin = (root) => {
  const again = root.querySelector('.again');
  again.hidden = !voiceFor(root._data.lang);
  again.textContent = root._data.label;
  if (again.hidden || root._said === root._data.of) return;
  root._said = root._data.of;
  if (root._data.fresh) say(root);
};

const quiet = (root) => setTimeout(() => {
  if (!root.isConnected) window.speechSynthesis?.cancel();
});

export default function ({ data: [data], parentElement }) {
  const root = parentElement.querySelector('#root');
  root._data = data;
  if (!root.querySelector('.again')) root.replaceChildren(button('again', data.label, '', () => say(root)));
  begin(root);
  const named = () => begin(root);
  window.speechSynthesis?.addEventListener?.('voiceschanged', named);
  return () => {
    window.speechSynthesis?.removeEventListener?.('voiceschanged', named);
    quiet(root);
  };
}
