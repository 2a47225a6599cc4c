"""Drives the machine's own Firefox, as it is, through WebDriver BiDi, which it speaks itself: no driver between.

Only what the tests need of it: pages of a size and a theme, what is on them, and a reader's pointer, finger and keys.
"""

import base64
import json
import subprocess
import time
from pathlib import Path

import websocket

__all__ = ["Firefox", "Page"]

PATIENCE = 30
SETTINGS = {
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "remote.prefs.recommended": True,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}
WATCH = """() => {
  window.faults = [];
  addEventListener("securitypolicyviolation", fault => faults.push(`${fault.violatedDirective}: ${fault.blockedURI}`));
  const about = ({target, message}) => message || `cannot load ${target.href || target.src}`;
  addEventListener("error", fault => faults.push(about(fault)), true);
}"""
KEYS = {
    "Tab": "\ue004", "Enter": "\ue007", "Shift": "\ue008", "Control": "\ue009", "Escape": "\ue00c", "End": "\ue010",
    "ArrowRight": "\ue014", "ArrowDown": "\ue015",
}  # fmt: skip


class Firefox:
    """A Firefox without windows, in which a page likes it light or dark.

    Parameters
    ----------
    program : str
        The path of Firefox.
    profile : Path
        An empty folder for its profile.
    theme : {"light", "dark"}
        What it says that the reader's system prefers.
    """

    def __init__(self, program: str, profile: Path, theme: str = "light") -> None:
        settings = SETTINGS | {"layout.css.prefers-color-scheme.content-override": ["dark", "light"].index(theme)}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in settings.items()]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        command = [program, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        said = json.loads(_awaited(profile / "WebDriverBiDiServer.json"))
        address = f"ws://{said['ws_host']}:{said['ws_port']}/session"
        self._socket = websocket.create_connection(address, timeout=2 * PATIENCE, suppress_origin=True)
        self._sent, self.events = 0, []
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        self.ask("script.addPreloadScript", functionDeclaration=WATCH)

    def ask(self, method: str, **parameters) -> dict:
        """Send a command and return its result; what Firefox tells meanwhile is kept in `events`."""
        self._sent += 1
        self._socket.send(json.dumps({"id": self._sent, "method": method, "params": parameters}))
        while (said := json.loads(self._socket.recv())).get("id") != self._sent:
            self.events.append(said)
        if said["type"] == "error":
            raise RuntimeError(f"{method}: {said['error']}: {said['message']}")
        return said["result"]

    def page(self, width: int, height: int = 900) -> "Page":
        """Return a fresh page of a size, whose storage nobody else knows."""
        user = self.ask("browser.createUserContext")["userContext"]
        page = Page(self, self.ask("browsingContext.create", type="tab", userContext=user)["context"], user)
        page.size(width, height)
        return page

    def close(self) -> None:
        """End it."""
        self._socket.close()
        self._process.terminate()
        self._process.wait(PATIENCE)


class Page:
    """A page in Firefox. Elements are named by a selector and, where it is not enough, words that stand in them."""

    def __init__(self, firefox: Firefox, context: str, user: str) -> None:
        self._firefox, self._context, self._user = firefox, context, user

    def _ask(self, method: str, **parameters) -> dict:
        return self._firefox.ask(method, context=self._context, **parameters)

    def size(self, width: int, height: int = 900) -> None:
        """Give the page a width and a height, in CSS pixels."""
        self._ask("browsingContext.setViewport", viewport={"width": width, "height": height})

    def open(self, address: str) -> None:
        """Go to an address and wait until everything is loaded."""
        self._ask("browsingContext.navigate", url=address, wait="complete")

    def close(self) -> None:
        """Close the page and forget what it stored."""
        self._firefox.ask("browser.removeUserContext", userContext=self._user)

    def evaluate(self, expression: str):
        """Return what an expression of JavaScript gives, or what it promises."""
        code = f"(async () => JSON.stringify(await ({expression})) ?? 'null')()"
        done = self._firefox.ask(
            "script.evaluate", expression=code, target={"context": self._context}, awaitPromise=True
        )
        if done["type"] == "exception":
            raise RuntimeError(f"{done['exceptionDetails']['text']}: {expression}")
        return json.loads(done["result"]["value"])

    def until(self, expression: str) -> None:
        """Wait until an expression is true, also on the next page."""
        end = time.monotonic() + PATIENCE
        while not self._tried(expression):
            assert time.monotonic() < end, f"never: {expression}; at {self.evaluate('location.href')}"
            time.sleep(0.05)

    def _tried(self, expression: str):
        try:
            return self.evaluate(f"Boolean({expression})")
        except RuntimeError:  # between two pages
            return None

    def told(self, home: str) -> list[str]:
        """Return what console and page complained of since last, and which addresses outside a home were asked for."""
        faults = self.evaluate("window.faults.splice(0)")
        for event in self._firefox.events:
            said = event["params"]
            if event["method"] == "log.entryAdded":
                faults.append(f"{said['level']}: {said['text']}")
            elif not said["request"]["url"].startswith((home, "data:")):
                faults.append(f"asks for {said['request']['url']}")
        self._firefox.events.clear()
        return faults

    # --- what is on it ---

    def shown(self, selector: str, words: str = "") -> bool:
        """Tell whether there is such an element that a reader sees."""
        return self.evaluate(f"{_find(selector, words)} !== undefined")

    def text(self, selector: str) -> str:
        """Return the words of the first such element that a reader sees."""
        return self.evaluate(f"{_find(selector)}.innerText")

    def picture(self, path: Path) -> None:
        """Keep what is in the window as a PNG file."""
        Path(path).write_bytes(base64.b64decode(self._ask("browsingContext.captureScreenshot")["data"]))

    # --- a reader's hands ---

    def hover(self, selector: str, words: str = "") -> None:
        """Move the pointer onto an element."""
        self._point("mouse", selector, words)

    def click(self, selector: str, words: str = "") -> None:
        """Click on an element."""
        self._point("mouse", selector, words, "pointerDown", "pointerUp")

    def tap(self, selector: str, words: str = "") -> None:
        """Touch an element."""
        self._point("touch", selector, words, "pointerDown", "pointerUp")

    def _point(self, pointer: str, selector: str, words: str, *acts: str) -> None:
        element = _find(selector, words)
        assert self.shown(selector, words), f"nobody sees {selector} {words} at {self.evaluate('location.href')}"
        place = f"""(element => {{
          element.scrollIntoView({{block: "center", behavior: "instant"}});
          const box = element.getClientRects()[0];
          return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
        }})({element})"""
        x, y = self.evaluate(place)
        moves = [{"type": "pointerMove", "x": x, "y": y}, *({"type": act, "button": 0} for act in acts)]
        source = {"type": "pointer", "id": pointer, "parameters": {"pointerType": pointer}, "actions": moves}
        self._ask("input.performActions", actions=[source])

    def press(self, *keys: str) -> None:
        """Press keys, one held while the next is pressed: ``press("Control", "k")``."""
        codes = [KEYS.get(key, key) for key in keys]
        down = [{"type": "keyDown", "value": code} for code in codes]
        up = [{"type": "keyUp", "value": code} for code in reversed(codes)]
        self._ask("input.performActions", actions=[{"type": "key", "id": "keys", "actions": down + up}])

    def type(self, words: str) -> None:
        """Type words."""
        for letter in words:
            self.press(letter)


def _find(selector: str, words: str = "") -> str:
    """Return the JavaScript that finds an element that a reader sees."""
    seen = "e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length"
    return (
        f"[...document.querySelectorAll({json.dumps(selector)})].filter({seen})"
        f".find(e => e.textContent.includes({json.dumps(words)}))"
    )


def _awaited(file: Path) -> str:
    """Return what stands in a file, once it does."""
    end = time.monotonic() + PATIENCE
    while not (file.is_file() and file.read_text(encoding="utf-8")):
        assert time.monotonic() < end, "Firefox does not start"
        time.sleep(0.05)
    return file.read_text(encoding="utf-8")
