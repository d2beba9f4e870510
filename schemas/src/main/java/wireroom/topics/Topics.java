package wireroom.topics;

import java.util.List;
import java.util.stream.Stream;
import wireroom.model.Alarm;
import wireroom.model.Article;
import wireroom.model.AuthorityEntry;
import wireroom.model.Cursor;
import wireroom.model.Edition;
import wireroom.model.Hold;
import wireroom.model.Kill;
import wireroom.model.KillAck;
import wireroom.model.RejectedItem;
import wireroom.model.Story;
import wireroom.model.WireItem;
import wireroom.topics.Topic.Kept;

/**
 * The topic catalogue. Names are {@code wireroom.<plural>.v1}; what an edition of enrich writes is kept apart under
 * {@code wireroom.<plural>.v1.<edition>}, and the plain names carry what the current edition says.
 */
public final class Topics {
    /** Partitions of the topics keyed by article; copartitioned, so one number for all. */
    public static final int PARTITIONS = 4;

    /** Largest record: 16 MiB holds a 10 MB article, the largest published by an agency, with its verbatim bytes. */
    public static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

    /** The edition that a new room starts with. */
    public static final String FIRST_EDITION = "e1";

    public static final Topic<WireItem> WIRE_ITEMS =
            new Topic<>("wireroom.wire-items.v1", WireItem.class, Kept.FOR_EVER, "ingest", PARTITIONS);
    public static final Topic<Cursor> INGEST_STATE =
            new Topic<>("wireroom.ingest-state.v1", Cursor.class, Kept.LAST_PER_KEY, "ingest", PARTITIONS);
    public static final Topic<RejectedItem> REJECTS =
            new Topic<>("wireroom.rejects.v1", RejectedItem.class, Kept.FOR_EVER, "ingest, enrich, sink", PARTITIONS);
    public static final Topic<Edition> EDITIONS =
            new Topic<>("wireroom.editions.v1", Edition.class, Kept.LAST_PER_KEY, "app", 1);
    public static final Topic<Kill> KILLS =
            new Topic<>("wireroom.kills.v1", Kill.class, Kept.LAST_PER_KEY, "enrich", PARTITIONS);
    public static final Topic<KillAck> KILL_ACKS =
            new Topic<>("wireroom.kill-acks.v1", KillAck.class, Kept.LAST_PER_KEY, "sink, gateway, enrich", PARTITIONS);
    /** What a person should look at: last per matter. */
    public static final Topic<Alarm> ALARMS =
            new Topic<>("wireroom.alarms.v1", Alarm.class, Kept.LAST_PER_KEY, "enrich, ingest", PARTITIONS);
    /** The room's own names; one partition, so that an offset names a state of all of them. */
    public static final Topic<AuthorityEntry> AUTHORITY =
            new Topic<>("wireroom.authority.v1", AuthorityEntry.class, Kept.EVERY_CHANGE, "app", 1);
    /** What subscribers read: the articles of the current edition. */
    public static final Topic<Article> ARTICLES =
            new Topic<>("wireroom.articles.v1", Article.class, Kept.FOR_EVER, "enrich", PARTITIONS);
    /** What subscribers read: the stories of the current edition. */
    public static final Topic<Story> STORIES =
            new Topic<>("wireroom.stories.v1", Story.class, Kept.FOR_EVER, "enrich", PARTITIONS);

    private Topics() {}

    /** The articles of one edition. */
    public static Topic<Article> articles(String edition) {
        return ofEdition(ARTICLES, edition);
    }

    /** The stories of one edition. */
    public static Topic<Story> stories(String edition) {
        return ofEdition(STORIES, edition);
    }

    /** What an edition holds back: metadata only, last per article. */
    public static Topic<Hold> holds(String edition) {
        return new Topic<>("wireroom.holds.v1." + edition, Hold.class, Kept.LAST_PER_KEY, "enrich", PARTITIONS);
    }

    /**
     * Articles of the current edition under one top-level media topic, for plain Kafka subscribers.
     *
     * @param slug e.g. {@code politics-and-government}
     */
    public static Topic<Article> mediaTopic(String slug) {
        return new Topic<>("wireroom.mediatopic." + slug + ".v1", Article.class, Kept.FOR_EVER, "enrich", 1);
    }

    /** The topics that do not depend on an edition or on the vocabulary. */
    public static List<Topic<?>> fixed() {
        return List.of(
                WIRE_ITEMS, INGEST_STATE, REJECTS, EDITIONS, KILLS, KILL_ACKS, ALARMS, AUTHORITY, ARTICLES, STORIES);
    }

    /** The topics that an edition writes. */
    public static List<Topic<?>> ofEdition(String edition) {
        return Stream.<Topic<?>>of(articles(edition), stories(edition), holds(edition))
                .toList();
    }

    private static <V extends org.apache.avro.specific.SpecificRecord> Topic<V> ofEdition(
            Topic<V> base, String edition) {
        return new Topic<>(base.name() + "." + edition, base.type(), base.kept(), base.owner(), base.partitions());
    }
}
