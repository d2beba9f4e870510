package wireroom.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import wireroom.gateway.query.QueryLanguage;
import wireroom.gateway.stream.Positions;
import wireroom.gateway.stream.WireEvent;
import wireroom.gateway.view.Views;
import wireroom.model.Article;
import wireroom.model.PubStatus;
import wireroom.model.Story;

/** Makes events for subscribers of what enrich says. */
final class Events {
    private final QueryLanguage language;

    Events(QueryLanguage language) {
        this.language = language;
    }

    WireEvent of(Article article, int partition, long offset, Instant time) {
        WireEvent.Kind kind = kind(article);
        ObjectNode json = kind == WireEvent.Kind.ARTICLE ? Views.article(article) : Views.retraction(article);
        return new WireEvent(
                Positions.articles(partition),
                offset,
                time,
                kind,
                article.getId(),
                article.getEmission(),
                new WireEvent.Content(Views.bytes(json), article.getHeadline(), language.fields(article)));
    }

    WireEvent of(Story story, int partition, long offset, Instant time) {
        return new WireEvent(
                Positions.stories(partition),
                offset,
                time,
                WireEvent.Kind.STORY,
                story.getId(),
                0,
                new WireEvent.Content(Views.bytes(Views.story(story)), story.getTitle(), language.fields(story)));
    }

    private static WireEvent.Kind kind(Article article) {
        if (article.getStatus() == PubStatus.CANCELED) {
            return WireEvent.Kind.KILL;
        }
        boolean held = article.getStatus() == PubStatus.WITHHELD || !Views.hasText(article) && Views.embargoed(article);
        return held ? WireEvent.Kind.HOLD : WireEvent.Kind.ARTICLE;
    }
}
