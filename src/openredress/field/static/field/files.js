// Pictures and papers that somebody hands in on a round, as they are sealed: a picture is made
// smaller first, which takes away what the telephone had written into it.
window.Field = window.Field || {};
Field.files = (() => {
  "use strict";
  const LONGEST = 2400;

  const smaller = async (file) => {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    if (!made) throw new Error("no picture");
    return new File([made], `${file.name.replace(/\.[^.]*$/, "")}.jpg`);
  };

  // What is sealed of a file; null where it is too big.
  const read = async (file, biggest) => {
    let given = file;
    if (file.type.startsWith("image/")) {
      try { given = await smaller(file); } catch (error) { given = file; }
    }
    if (given.size > biggest) return null;
    const bytes = new Uint8Array(await given.arrayBuffer());
    return { name: given.name, data: Field.sealing.base64Of(bytes) };
  };

  // Lines together as parts, none longer than what arrives whole.
  const parts = (lines, longest) => {
    const found = [];
    let part = "";
    for (const line of lines) {
      if (part && part.length + line.length + 1 > longest) { found.push(part); part = ""; }
      part += `${line}\n`;
    }
    return part ? [...found, part] : found;
  };

  return { read, parts };
})();
