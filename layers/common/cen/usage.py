"""AWS calls made and capacity units used, as the service reported them."""

from dataclasses import dataclass


@dataclass(slots=True)
class Usage:
    calls: int = 0
    units: float = 0.0

    def snapshot(self) -> tuple[int, float]:
        return self.calls, self.units

    def since(self, before: tuple[int, float]) -> tuple[int, float]:
        return self.calls - before[0], self.units - before[1]


# Of this process. A Lambda serves one request at a time, so a difference is what one request cost.
spent = Usage()
