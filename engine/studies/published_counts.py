"""Parameter counts of published Transformers, term by term from their configuration.

The papers print rounded counts. BERT (Devlin et al. 2019) prints 110 M and 340 M for 109.5 M and 335.1 M. GPT-2
(Radford et al. 2019) prints 117 M for its smallest model, the count of the first GPT; the authors' repository has since
called that an error: it is 124.4 M.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stack:
    """Configuration of a Transformer encoder or decoder stack.

    V vocabulary size, P positions, G segments, d model width, f width of the feed-forward network, L layers. The number
    of heads does not change the count, since d = h·d_k. `embedding_norm` and `final_norm` add a LayerNorm outside the
    blocks, `pooler` BERT's layer on the first token. The output layer shares the token embeddings (weight tying).
    """

    V: int
    P: int
    d: int
    f: int
    L: int
    G: int = 0
    embedding_norm: bool = False
    final_norm: bool = False
    pooler: bool = False

    @property
    def terms(self) -> dict[str, int]:
        """Terms of the parameter count by what they count, from the embeddings to the output; some are 0."""
        V, P, G, d, f, L = self.V, self.P, self.G, self.d, self.f, self.L
        return {
            "token_embeddings": V * d,
            "position_embeddings": P * d,
            "segment_embeddings": G * d,
            "embedding_norm": 2 * d * self.embedding_norm,
            "attention": 4 * L * (d * d + d),
            "attention_norm": 2 * L * d,
            "feed_forward": L * (2 * d * f + f + d),
            "feed_forward_norm": 2 * L * d,
            "final_norm": 2 * d * self.final_norm,
            "pooler": (d * d + d) * self.pooler,
        }

    @property
    def total(self) -> int:
        """Total number of parameters."""
        return sum(self.terms.values())


PUBLISHED = {
    "bert_base": Stack(V=30522, P=512, G=2, d=768, f=3072, L=12, embedding_norm=True, pooler=True),
    "bert_large": Stack(V=30522, P=512, G=2, d=1024, f=4096, L=24, embedding_norm=True, pooler=True),
    "gpt2_small": Stack(V=50257, P=1024, d=768, f=3072, L=12, final_norm=True),
}
