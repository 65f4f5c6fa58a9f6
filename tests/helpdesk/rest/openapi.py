"""Holds values against the schema: answers of endpoints, and the examples that stand in it."""

from jsonschema import Draft202012Validator, FormatChecker


class Schema:
    def __init__(self, document: dict):
        self._document = document

    def check_answer(self, operation: dict, response) -> None:
        """Assert that the response has the status, type and body that the operation says."""
        said = self._resolved(operation["responses"][str(response.status_code)])
        self.check(response.json(), said["content"][response["Content-Type"]]["schema"])

    def check_examples(self, path: str, method: str, operation: dict) -> int:
        """Assert that each example fits its schema; returns how many there were."""
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        bodies += [self._resolved(each) for status, each in operation["responses"].items() if status < "300"]
        checked = 0
        for body in bodies:
            for media in body.get("content", {}).values():
                for example in media.get("examples", {}).values():
                    self.check(example["value"], media["schema"])
                    checked += 1
        return checked

    def check(self, value, schema: dict) -> None:
        whole = {**schema, "components": self._document["components"]}
        wrong = Draft202012Validator(whole, format_checker=FormatChecker()).iter_errors(value)
        assert not [f"{error.json_path}: {error.message[:300]}" for error in wrong]

    def _resolved(self, node: dict) -> dict:
        while "$ref" in node:
            target = self._document
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            node = target
        return node
