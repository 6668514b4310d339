"""From a task to the exact text that a model reads. No torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.contract import UserError
from app.demos.in_context_learning.contract import Example

_FIELD = "template"


@dataclass(frozen=True, slots=True)
class Template:
    """A template taken apart. A case is `before` + input + `between` + `gap` + label + `after`.

    `gap` is the spaces right before {label}. They belong to the label, not to the prompt that ends there: models
    read a word and the space before it as one token.
    """

    head: str  # comes once, with {description} in it; "" if the template names no description
    before: str
    between: str
    gap: str
    after: str

    def header(self, description: str) -> str:
        """The beginning of a prompt; nothing for an empty description."""
        if not description:
            return ""
        return _once(self.head, "{description}", description) if self.head else f"{description}\n\n"

    def case(self, example: Example) -> str:
        """A solved case."""
        return self.open(example.input) + self.gap + example.label + self.after

    def open(self, text: str) -> str:
        """A case up to where its label is to come."""
        return self.before + text + self.between

    def prompt(self, description: str, examples: Sequence[Example], text: str) -> str:
        """What the model reads: description, solved cases, and one that is open."""
        return self.header(description) + "".join(map(self.case, examples)) + self.open(text)


def parse(template: str) -> Template:
    """Take a template apart. Raises UserError where {input} and {label} are not there once each, in this order."""
    head, body = _cut(template)
    for name in ("{input}", "{label}"):
        count = body.count(name)
        if count == 0 and name in head:
            raise UserError(
                f"In the template {name} stands before {{description}}; the description comes first.", _FIELD
            )
        if count != 1:
            much = "does not say where" if count == 0 else f"says {count} times where"
            raise UserError(
                f"The template {much} {name} goes: write it once, such as “Input: {{input}}”, a new line, and "
                "“Label: {label}”.",
                _FIELD,
            )
    before, rest = body.split("{input}")
    if "{label}" not in rest:
        raise UserError(
            "In the template {label} stands before {input}: the model reads from left to right, so the label must "
            "come last.",
            _FIELD,
        )
    between, after = rest.split("{label}")
    kept = between.rstrip(" ")
    return Template(head, before, kept, between[len(kept) :], after or "\n")


def _cut(template: str) -> tuple[str, str]:
    """The part that comes once, up to the line breaks behind {description}, and the part of one case."""
    at = template.find("{description}")
    if at < 0:
        return "", template
    end = at + len("{description}")
    while end < len(template) and template[end] in "\n\r ":
        end += 1
    return template[:end], template[end:]


def _once(text: str, name: str, value: str) -> str:
    before, _, after = text.partition(name)
    return before + value + after
