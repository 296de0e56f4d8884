// The fields that a page or a part of it has drawn. What holds them comes once for the whole page (fields.js).

export default function ({ data: [data], parentElement }) {
  const stepwise = (globalThis.stepwise ??= { waiting: new Set() });
  const declared = (stepwise.declared ??= new Map());
  declared.set(data.part, data);
  stepwise.settleFields?.();
  takeNoRoom(parentElement);
  return () => {
    if (declared.get(data.part) === data) declared.delete(data.part);
  };
}
