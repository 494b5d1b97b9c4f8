"""What somebody's own post is about, beside what any holder of their role needs."""

from collections.abc import Mapping
from datetime import datetime

from wayfare.engine.matching.posts import strength
from wayfare.engine.types import Hint
from wayfare.recommend import posts
from wayfare.recommend.given import Given
from wayfare.recommend.sources.protocol import Source


class OwnPost(Source):
    """Items whose title lies near the person's job title, unit and function by its meaning."""

    def hints(self, given: Given, now: datetime) -> Mapping[int, Hint]:
        """Return the items nearest the post; the nearer, the more speaks for them."""
        post = posts.post_of(given.who)
        if not (near := posts.near(post)):
            return {}
        about = post.about or post.title
        return {item: Hint("post", strength(cosine), {"post": about, "cosine": cosine}) for item, cosine in near}
