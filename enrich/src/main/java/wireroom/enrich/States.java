package wireroom.enrich;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import wireroom.enrich.lifecycle.Count;
import wireroom.enrich.lifecycle.Family;
import wireroom.enrich.lifecycle.Referents;
import wireroom.model.Article;
import wireroom.registry.RegistrySerde;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/** The state of the per-article part, declared once. */
final class States {
    /** All known revisions of each article. */
    static final String FAMILIES = "families-by-article";
    /** Each article as enriched last, while it may have text. */
    static final String ARTICLES = "articles-by-id";
    /** What went out for each article: small, so that a placement does not write the whole article again. */
    static final String EMISSIONS = "emissions-by-article";
    /** Embargoes in force by their end: in memory, since few articles are held at a time. */
    static final String RELEASES = "releases-by-time";

    /** The state of the authority that holds at this point of a partition: one number per task. */
    static final String AUTHORITY = "authority-by-partition";

    /** Who bears a reference, and what acts on it. */
    static final String REFERENTS = "referents-by-reference";
    /** Numbers that have come, by service and day. */
    static final String COUNTS = "counts-by-service";
    /** What to look at again by its time: in memory, since few things are missing at a time. */
    static final String DUE = "due-by-time";

    /** A single giant article must fit: ordinary values stay far below 1 MiB, see Lifecycle. */
    private static final Map<String, String> CHANGELOG =
            Map.of("max.message.bytes", Integer.toString(Topics.MAX_RECORD_BYTES));

    final StoreBuilder<KeyValueStore<String, Family>> families;
    final StoreBuilder<KeyValueStore<String, Article>> articles;
    final StoreBuilder<KeyValueStore<String, Emission>> emissions;
    final StoreBuilder<KeyValueStore<String, String>> releases;
    final StoreBuilder<KeyValueStore<String, Long>> authority;
    final StoreBuilder<KeyValueStore<String, Referents>> referents;
    final StoreBuilder<KeyValueStore<String, Count>> counts;
    final StoreBuilder<KeyValueStore<String, String>> due;

    States(Cluster cluster) {
        families = persistent(FAMILIES, serde(cluster, Family.class));
        articles = persistent(ARTICLES, serde(cluster, Article.class));
        emissions = persistent(EMISSIONS, serde(cluster, Emission.class));
        referents = persistent(REFERENTS, serde(cluster, Referents.class));
        counts = persistent(COUNTS, serde(cluster, Count.class));
        releases = inMemory(RELEASES);
        authority = Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(AUTHORITY), Serdes.String(), Serdes.Long())
                .withLoggingEnabled(CHANGELOG);
        due = inMemory(DUE);
    }

    private static StoreBuilder<KeyValueStore<String, String>> inMemory(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.String())
                .withLoggingEnabled(CHANGELOG);
    }

    private static <V> StoreBuilder<KeyValueStore<String, V>> persistent(String name, Serde<V> values) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), values)
                .withCachingDisabled()
                .withLoggingEnabled(CHANGELOG);
    }

    /** Serde of internal topics and state: registered by record, since their topics differ from edition to edition. */
    static <V extends SpecificRecord> Serde<V> serde(Cluster cluster, Class<V> type) {
        Map<String, Object> settings = new HashMap<>(cluster.serde());
        settings.put("value.subject.name.strategy", "RecordNameStrategy");
        RegistrySerde<V> serde = new RegistrySerde<>(type);
        serde.configure(settings, false);
        return serde;
    }
}
