package wireroom.sink;

import org.apache.kafka.common.TopicPartition;
import wireroom.model.Article;
import wireroom.model.Edition;
import wireroom.model.Hold;
import wireroom.model.Kill;
import wireroom.model.Story;

/** One record of a topic, ready to be stored. */
public sealed interface Entry {
    /** Where it stands in the log. */
    Place place();

    /** Id of the article, story or edition that it is about. */
    String id();

    /** A partition and an offset in it. */
    record Place(TopicPartition partition, long offset) {
        /** Origin of a reject: {@code topic-partition@offset}. */
        @Override
        public String toString() {
            return partition + "@" + offset;
        }
    }

    /** An emission of an article in an edition. */
    record OfArticle(Place place, String edition, Article article) implements Entry {
        @Override
        public String id() {
            return article.getId();
        }
    }

    /** What happened to a story in an edition. */
    record OfStory(Place place, String edition, Story story) implements Entry {
        @Override
        public String id() {
            return story.getId();
        }
    }

    /** A hold of an edition, or its end. */
    record OfHold(Place place, String edition, Hold hold) implements Entry {
        @Override
        public String id() {
            return hold.getId();
        }
    }

    /** A kill: binds every edition. */
    record OfKill(Place place, Kill kill) implements Entry {
        @Override
        public String id() {
            return kill.getId();
        }
    }

    /** What is known of an edition. */
    record OfEdition(Place place, Edition edition) implements Entry {
        @Override
        public String id() {
            return edition.getName();
        }
    }
}
