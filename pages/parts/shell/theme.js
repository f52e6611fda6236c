((language, page) => {
  const root = document.documentElement
  const all = (selector) => [...document.querySelectorAll(selector)]
  const isNarrow = () => window.innerWidth <= 768

  // Streamlit keeps for the next address that the menu was open, and on a phone it
  // lies over the page.
  const forget = () => Object.keys(localStorage)
    .filter((key) => key.startsWith("stSidebarCollapsed-") && isNarrow())
    .forEach((key) => localStorage.removeItem(key))

  // On paper a chart is as wide as the sheet, and the night is white.
  const toPaper = () => {
    const [r, g, b] = getComputedStyle(all("[data-testid=stApp]")[0])
      .backgroundColor.match(/\d+/g).map(Number)
    root.toggleAttribute("data-night", r + g + b < 384)
    all(".js-plotly-plot .main-svg").forEach((svg) => svg.setAttribute(
      "viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`
    ))
    all(".js-plotly-plot .svg-container").forEach((chart) => chart.style.setProperty(
      "aspect-ratio", `${chart.offsetWidth} / ${chart.offsetHeight}`
    ))
  }
  const toScreen = () => {
    all(".js-plotly-plot .main-svg").forEach((svg) => svg.removeAttribute("viewBox"))
    all(".js-plotly-plot .svg-container").forEach(
      (chart) => chart.style.removeProperty("aspect-ratio")
    )
  }

  // Streamlit puts the sections of the menu in its list as what is no item of one.
  const side = document.querySelector("[data-testid=stSidebar]")
  const items = "[data-testid=stSidebarNavItems]"
  const unlist = () => all(`${items}, ${items} li`)
    .forEach((part) => part.setAttribute("role", "none"))
  if (side && !side.dataset.unlisted) {
    side.dataset.unlisted = "true"
    new MutationObserver(unlist).observe(side, {childList: true, subtree: true})
  }
  unlist()

  // In a list arrows go from cell to cell; Tab is the way out, as everywhere.
  const leave = (event) => {
    const list = event.target.closest?.("[data-testid=stDataFrame]")
    if (event.key === "Tab" && list) event.stopPropagation()
  }

  root.lang = language
  if (root.dataset.page === undefined) {
    addEventListener("keydown", leave, true)
    addEventListener("pagehide", forget)
    addEventListener("beforeprint", toPaper)
    addEventListener("afterprint", toScreen)
  }
  if (root.dataset.page !== page && isNarrow()) {
    all("[data-testid=stSidebarCollapseButton] button[aria-expanded=true]")
      .forEach((button) => button.click())
  }
  root.dataset.page = page
})
