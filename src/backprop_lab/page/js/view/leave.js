/** How texts and files leave the page: the clipboard, a download. */

/** Put a text on the clipboard; false where the browser refuses. @param {string} text @param {HTMLElement} near an element of the page @returns {Promise<boolean>} */
export async function copyText(text, near) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text, near);
  }
}

/** The older way: select the text in a field and ask for a copy. @param {string} text @param {HTMLElement} near */
function copySelected(text, near) {
  const field = document.createElement("textarea"), before = document.activeElement;
  field.value = text;
  field.className = "unseen";
  near.append(field);
  field.select();
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch { /* The text can still be selected by hand. */ }
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}

/** Hand the browser a file to keep. @param {string} name @param {Blob | string} content @param {string} [type] */
export function download(name, content, type = "text/plain;charset=utf-8") {
  const url = URL.createObjectURL(typeof content === "string" ? new Blob([content], { type }) : content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
