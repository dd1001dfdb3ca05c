"""A page of the explorer as a browser holds it, without drawing it: asks the real server, keeps what is shown where."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from pipeline.report.explorer.serving import listen
from pipeline.settings import Settings


@contextmanager
def serving(home: Path, allowed: tuple[str, ...] = ()) -> Iterator[httpx.Client]:
    """The explorer on a home, really listening; gives a client of it."""
    server = listen(Settings(home=home), "127.0.0.1", 0, allowed)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        with httpx.Client(base_url=server.url.rstrip("/"), timeout=60) as client:
            yield client
    finally:
        server.close()
        thread.join()


WAYS = {"tag": "scopes", "order": "orders"}  # controls that are links, and where those stand
DEFAULTS = {"tag": "reports", "order": "new"}


class Page:
    """One page that stays open; `parts` holds each component's properties by its id."""

    def __init__(self, client: httpx.Client, address: str = "/") -> None:
        self._client = client
        assert client.get(address).status_code == 200
        answer = client.get("/_dash-layout", headers={"Referer": str(client.base_url.join(address))})
        assert answer.status_code == 200, answer.text
        self.parts: dict[str, dict[str, Any]] = {}
        self._keep(answer.json())
        path, _, query = address.partition("?")
        self.parts["url"] |= {"pathname": path, "search": f"?{query}" if query else ""}
        self._callbacks = client.get("/_dash-dependencies").json()
        self._ask([])  # as Dash does when the page is there

    def _keep(self, part: Any) -> None:
        if isinstance(part, list):
            for each in part:
                self._keep(each)
        elif isinstance(part, dict) and "props" in part:
            name = part["props"].get("id")
            if name is not None:
                self.parts[name] = part["props"]
            self._keep(part["props"].get("children"))

    def set(self, name: str, value: Any, prop: str = "value") -> None:
        """Set a control, or follow a link, as a person does; take in what the server answers."""
        if name in WAYS:
            ways = self.links(WAYS[name])
            self.go(
                next((way for way in ways if parse_qs(urlsplit(way).query).get(name, [DEFAULTS[name]]) == [value]), "/")
            )
            return
        self.parts[name][prop] = value
        self._ask([f"{name}.{prop}"])

    def press(self, name: str, point: dict[str, Any]) -> None:
        """Press a bar of the time line or a place of the map, which leads to another address."""
        self.parts[f"{name}-graph"]["clickData"] = {"points": [point]}
        (callback,) = (each for each in self._callbacks if each["inputs"][0]["id"] == f"{name}-graph")
        answer = self._post(callback, [f"{name}-graph.clickData"])
        if answer:
            self.go("/" + next(iter(answer.values()))["search"])

    def _ask(self, changed: list[str]) -> None:
        (callback,) = (
            each for each in self._callbacks if each["output"].startswith("..") and "url.search" in each["output"]
        )
        for part, told in self._post(callback, changed).items():
            self.parts[part] |= told
            self._keep(told.get("children"))

    def _post(self, callback: dict[str, Any], changed: list[str]) -> dict[str, dict[str, Any]]:
        named = [self._named(each) for each in callback["output"].strip(".").split("...")]
        answer = self._client.post(
            "/_dash-update-component",
            json={
                "output": callback["output"],
                "outputs": named if callback["output"].startswith("..") else named[0],
                "inputs": [self._told(each) for each in callback["inputs"]],
                "state": [self._told(each) for each in callback["state"]],
                "changedPropIds": changed,
            },
        )
        if answer.status_code == 204:
            return {}
        assert answer.status_code == 200, answer.text
        return dict(answer.json()["response"])

    def go(self, address: str) -> None:
        """Follow a link of the page."""
        path, _, query = address.partition("?")
        self.parts["url"]["pathname"] = path
        self.set("url", f"?{query}" if query else "", "search")

    def numbers(self, what: str) -> str:
        """Open the numbers behind the time line or the map."""
        name, target = f"{what}-numbers-open", f"{what}-numbers"
        assert name in self.parts
        body = {
            "output": f"{target}.children",
            "outputs": {"id": target, "property": "children"},
            "inputs": [{"id": name, "property": "n_clicks", "value": 1}],
            "state": [self._told({"id": "url", "property": "search"})],
            "changedPropIds": [f"{name}.n_clicks"],
        }
        answer = self._client.post("/_dash-update-component", json=body)
        assert answer.status_code == 200, answer.text
        return text_of(answer.json()["response"])

    def _told(self, each: dict[str, str]) -> dict[str, Any]:
        return {**each, "value": self.parts[each["id"]].get(each["property"])}

    @staticmethod
    def _named(each: str) -> dict[str, str]:
        name, prop = each.rsplit(".", 1)
        return {"id": name, "property": prop}

    def text(self, name: str) -> str:
        """The words in a part, in the order of the page."""
        return text_of(self.parts[name].get("children"))

    def links(self, name: str) -> list[str]:
        """The addresses that links in a part lead to."""
        return [
            part["props"]["href"] for part in components(self.parts[name].get("children")) if "href" in part["props"]
        ]

    @property
    def articles(self) -> list[str]:
        """Ids of the articles in the table."""
        return [link.partition("?")[0].removeprefix("/article/") for link in self.links("table") if "/article/" in link]


def components(part: Any) -> Iterator[dict[str, Any]]:
    """All components of a part."""
    if isinstance(part, list):
        for each in part:
            yield from components(each)
    elif isinstance(part, dict) and "props" in part:
        yield part
        yield from components(part["props"].get("children"))


def text_of(part: Any) -> str:
    """The words of a part, without the signs that isolate their direction."""
    if isinstance(part, list):
        return " ".join(filter(None, map(text_of, part)))
    if isinstance(part, dict):
        return text_of(part["props"].get("children")) if "props" in part else " ".join(map(text_of, part.values()))
    return "" if part is None else str(part).replace("\u2068", "").replace("\u2069", "")
