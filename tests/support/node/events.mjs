// The events of the calendar on standard input, as ical.js reads them.
import ICAL from "ical.js";

let text = "";
for await (const piece of process.stdin.setEncoding("utf8")) text += piece;
const top = new ICAL.Component(ICAL.parse(text));
const events = top.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return [event.uid, event.summary, event.startDate.toJSDate().toISOString()];
});
process.stdout.write(JSON.stringify(events));
