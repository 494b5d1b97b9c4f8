"""Recommending from what people did.

``training.fit`` makes a ``model.Behaviour``: item–item weights with the denoising that suits the length of a history, popularity
where nothing is known. ``cold.fit`` makes a ``cold.ColdStart``, which places items that nobody did yet by what is said of them;
``sequence.fit`` makes ``rules.Rules`` where times are known. Every score is a sum over what somebody did. ``model``, ``placed``
and ``rules``, which serve, need numpy alone.
"""
