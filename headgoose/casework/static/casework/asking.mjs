// Without this the forms work all the same. With it: photos are made small before they are sent over a weak signal, one
// sees which they are, and a second tap sends nothing twice.
const LONGEST = 1600;
const SMALL_ENOUGH = 400_000;

const shrink = async (file) => {
  if (!file.type.startsWith("image/") || file.size <= SMALL_ENOUGH) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return small && small.size < file.size ? new File([small], file.name.replace(/\.\w+$/, ".jpg"), { type: small.type }) : file;
  } catch {
    return file;
  }
};

const show = async (input, files) => {
  let row = input.parentElement.querySelector(".thumbs");
  if (!row) input.after((row = Object.assign(document.createElement("p"), { className: "thumbs" })));
  const pictures = await Promise.all(
    files.map(
      (file) =>
        new Promise((done) => {
          const reader = new FileReader();
          // The security policy allows data addresses and no others.
          reader.onload = () => done(Object.assign(new Image(), { src: reader.result, alt: file.name }));
          reader.onerror = () => done("");
          reader.readAsDataURL(file);
        }),
    ),
  );
  row.replaceChildren(...pictures);
};

for (const form of document.querySelectorAll("form[data-ask]")) {
  let ready = Promise.resolve();
  const input = form.querySelector("input[type=file]");
  input?.addEventListener("change", () => {
    ready = (async () => {
      const files = await Promise.all([...input.files].map(shrink));
      const chosen = new DataTransfer();
      for (const file of files) chosen.items.add(file);
      input.files = chosen.files;
      await show(input, files);
    })();
  });
  form.addEventListener("submit", async (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    event.preventDefault();
    form.querySelector("button:not([type])").setAttribute("aria-disabled", "true");
    await ready.catch(() => {});
    form.submit();
  });
}
// Who comes back with the browser's own button can send again: the form carries its id, and is taken once.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-ask]")) delete form.dataset.sent;
});
