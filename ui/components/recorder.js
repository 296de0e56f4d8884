// The learner's own recording. It stays in the browser unless it is kept.

const SPEECH = { audioBitsPerSecond: 32000 };
const LONGEST = 15 * 60 * 1000; // milliseconds

const parts = (root) => ({ record: root.querySelector('.record'), keep: root.querySelector('.keep') });

const tell = (root, text) => {
  root.querySelector('.said').textContent = text;
};

const release = (root) => {
  clearTimeout(root._longest);
  root._recorder?.stream.getTracks().forEach((track) => track.stop());
  root._recorder = null;
};

const forget = (root) => {
  if (root._url) URL.revokeObjectURL(root._url);
  Object.assign(root, { _url: null, _blob: null });
};

const show = (root) => {
  const { record, keep } = parts(root);
  const { labels, kept } = root._data;
  const running = Boolean(root._recorder);
  record.textContent = running ? labels.stop : root._blob ? labels.anew : labels.record;
  record.classList.toggle('running', running);
  const audio = root.querySelector('audio');
  audio.hidden = running || !root._blob;
  if (root._url && audio.src !== root._url) audio.src = root._url;
  keep.hidden = running || !root._blob || root._sent === root._blob;
  keep.textContent = labels.keep;
  if (kept && root._sent && root._sent === root._blob) tell(root, labels.kept);
};

const stopped = (root, chunks, kind) => {
  forget(root);
  release(root);
  if (!root.isConnected || !chunks.length) return;
  root._blob = new Blob(chunks, { type: kind });
  root._url = URL.createObjectURL(root._blob);
  show(root);
};

const record = async (root) => {
  tell(root, '');
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    tell(root, root._data.labels.denied);
    return;
  }
  const recorder = new MediaRecorder(stream, SPEECH);
  const chunks = [];
  recorder.ondataavailable = (event) => event.data.size && chunks.push(event.data);
  recorder.onstop = () => stopped(root, chunks, recorder.mimeType.split(';')[0]);
  root._recorder = recorder;
  root._longest = setTimeout(() => recorder.stop(), LONGEST);
  window.speechSynthesis?.cancel();
  recorder.start();
  show(root);
};

const keep = (root) => {
  const reader = new FileReader();
  const blob = root._blob;
  reader.onload = () => {
    root._sent = blob;
    root._trigger('kept', { kind: blob.type, sound: String(reader.result).split(',')[1] });
    show(root);
  };
  reader.readAsDataURL(blob);
};

const build = (root) => {
  release(root);
  forget(root);
  const box = element('div', 'sound');
  const audio = element('audio');
  Object.assign(audio, { controls: true, hidden: true });
  audio.setAttribute('aria-label', root._data.labels.yours);
  const toggle = () => (root._recorder ? root._recorder.stop() : record(root));
  const said = element('span', 'said');
  said.setAttribute('role', 'status');
  box.append(button('record', '', '', toggle), audio, button('keep record', '', '', () => keep(root)), said);
  root.replaceChildren(box);
};

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const root = parentElement.querySelector('#root');
  const fresh = root._of !== data.of;
  Object.assign(root, { _data: data, _trigger: setTriggerValue, _of: data.of });
  if (fresh) build(root);
  show(root);
  return () => setTimeout(() => {
    if (root.isConnected) return;
    release(root);
    forget(root);
  });
}
