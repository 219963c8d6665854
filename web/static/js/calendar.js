// The browser's own calendar beside a date that can also be typed. An `input type=date` alone shows dates as its locale
// does and takes no two-digit year, so the field stays a text and the calendar only writes into it.

const ISO = /^\d{4}-\d{2}-\d{2}$/;

function pickerBeside(button) {
  const present = button.parentElement.querySelector(".dated-picker");
  if (present) return present;
  const picker = document.createElement("input");
  picker.type = "date";
  picker.className = "dated-picker";
  picker.tabIndex = -1;
  picker.setAttribute("aria-hidden", "true");
  picker.addEventListener("change", () => {
    const field = document.getElementById(button.dataset.calendar);
    field.value = picker.value;
    field.focus();
  });
  button.after(picker);
  return picker;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-calendar]");
  if (!button) return;
  const typed = document.getElementById(button.dataset.calendar).value.trim();
  const picker = pickerBeside(button);
  picker.value = ISO.test(typed) ? typed : "";
  picker.showPicker();
});
