(() => {
  // Streamlit's table scrolls within its frame where it is wider than the page: without
  // a mouse that can be done only where the frame takes the focus.
  if (window.reachTables) return
  const reach = (frame) => {
    const name = frame.querySelector("table")?.getAttribute("aria-label")
    if (frame.scrollWidth > frame.clientWidth) {
      frame.tabIndex = 0
      frame.setAttribute("role", "group")
      if (name) frame.setAttribute("aria-label", name)
    } else {
      ["tabindex", "role", "aria-label"].forEach((each) => frame.removeAttribute(each))
    }
  }
  const resized = new ResizeObserver(
    (seen) => seen.forEach(({ target }) => reach(target.closest("[data-reached]")))
  )
  const find = () => document
    .querySelectorAll("[data-testid=stTable] > div:not([data-reached])")
    .forEach((frame) => {
      frame.dataset.reached = ""
      resized.observe(frame)
      frame.querySelectorAll("table").forEach((table) => resized.observe(table))
    })
  window.reachTables = new MutationObserver(find)
  window.reachTables.observe(document.body, { childList: true, subtree: true })
  find()
})()
