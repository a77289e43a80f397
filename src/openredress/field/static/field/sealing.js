// Seals what is written to the key of the kit: the same as openredress/rounds/box.py, byte for byte.
// The private half is at the office; nothing here can open what was sealed.
window.Field = window.Field || {};
Field.sealing = (() => {
  "use strict";
  const BLOCK = 1024;
  const INFO = new TextEncoder().encode("openredress field 1");
  const CURVE = { name: "ECDH", namedCurve: "P-256" };
  const DAMM = ["0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790"];

  const bytesOf = (base64) => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const base64Of = (bytes) => {
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  };
  const joined = (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { whole.set(part, at); at += part.length; }
    return whole;
  };

  const header = (record) => ["openredress field 1", record.kit, record.draft,
    String(record.revision), record.kind, record.number, record.at].join("|");

  // The length of what is sealed tells little: it is filled up with spaces.
  const padded = (content) => {
    const bytes = new TextEncoder().encode(JSON.stringify(content));
    const whole = new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK).fill(32);
    whole.set(bytes);
    return whole;
  };

  const seal = async (publicKey, record, content) => {
    const recipient = bytesOf(publicKey);
    const theirs = await crypto.subtle.importKey("raw", recipient, CURVE, false, []);
    const own = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
    const point = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256);
    const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const key = await crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt: joined(point, recipient), info: INFO }, base,
      { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const additionalData = new TextEncoder().encode(header(record));
    const closed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, padded(content));
    return base64Of(joined(point, iv, new Uint8Array(closed)));
  };

  const checkDigit = (digits) => {
    let state = 0;
    for (const digit of digits) state = Number(DAMM[state][Number(digit)]);
    return String(state);
  };

  // 19 random digits, each as likely as any other, and one that checks them.
  const newCode = () => {
    let digits = "";
    while (digits.length < 19) {
      for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
        if (byte < 250 && digits.length < 19) digits += String(byte % 10);
      }
    }
    return digits + checkDigit(digits);
  };

  const readCode = (typed) => {
    const digits = typed.normalize("NFKC").replace(/[\s\-‐‑–—−.·]/g, "");
    return /^[0-9]{20}$/.test(digits) && checkDigit(digits.slice(0, 19)) === digits[19] ? digits : null;
  };

  const verifier = async (code) => {
    const text = new TextEncoder().encode("openredress field receipt " + code);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
    return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  const newDraft = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };

  return { seal, base64Of, newCode, readCode, verifier, newDraft };
})();
