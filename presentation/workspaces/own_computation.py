"""What is computed on Explain, as a question takes it."""

from __future__ import annotations

from presentation.workspaces.workspace import Workspace
from quiz.own_exercise import OwnComputation


def computation(space: Workspace) -> OwnComputation:
    """The workspace's computation. Raises what its `trace` does where the numbers cannot be used."""
    trace = space.trace
    gradient_of = space.gradient_of if any(step.gradient_of for step in trace.program.steps.values()) else None
    labels = {axis: tuple(words) for axis, words in space.axis_labels.items()}
    begun = tuple(id for id in trace.program.inputs if id in space.given)
    return OwnComputation(space.topic.id, trace, space.options, space.all_sizes(), gradient_of, begun, labels)
