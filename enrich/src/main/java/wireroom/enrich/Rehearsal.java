package wireroom.enrich;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import wireroom.article.ArticleId;
import wireroom.enrich.lifecycle.Acts;
import wireroom.enrich.lifecycle.Count;
import wireroom.enrich.lifecycle.Counts;
import wireroom.enrich.lifecycle.Family;
import wireroom.enrich.lifecycle.Head;
import wireroom.enrich.lifecycle.ItemCodec;
import wireroom.enrich.lifecycle.Lifecycle;
import wireroom.enrich.lifecycle.Reference;
import wireroom.enrich.lifecycle.References;
import wireroom.enrich.lifecycle.Referents;
import wireroom.enrich.lifecycle.Revision;
import wireroom.model.Alarm;
import wireroom.model.WireItem;

/**
 * The lifecycle step alone, in memory and without Kafka: what would be shown after these wire items, at any instant.
 * The same fold as in the topology. Not thread-safe.
 */
public final class Rehearsal {
    /**
     * One article.
     *
     * @param head what may be shown
     * @param text what it reads; null when nothing may be shown
     * @param state everything known of it, as bytes: equal sets of wire items give equal bytes
     */
    public record Standing(Head head, WireItem text, ByteBuffer state) {}

    private final Lifecycle lifecycle;
    private final SortedMap<String, Family> families = new TreeMap<>();
    private final SortedMap<String, Referents> referents = new TreeMap<>();
    private final SortedMap<String, Count> counts = new TreeMap<>();
    private final Alarms alarms = new Alarms("");

    /** @param reviving providers that may issue again what they killed */
    public Rehearsal(Set<String> reviving) {
        lifecycle = new Lifecycle(new BareCodec(), reviving);
    }

    /** Takes one wire item in. */
    public void receive(WireItem item) {
        String id = new ArticleId(item.getProvider(), item.getUri()).toString();
        if (!Acts.isNotice(item)) {
            families.put(id, lifecycle.fold(families.get(id), item));
        }
        for (Reference reference : FamilyProcessor.references(id, item)) {
            if (reference.getCounter() != null) {
                counts.compute(
                        item.getProvider() + '|' + reference.getCounter(),
                        (key, known) -> Counts.add(known, reference.getNumber(), reference.getReceivedAt()));
            }
            if (!reference.getReference().isEmpty()) {
                refer(item.getProvider() + '|' + reference.getReference(), reference);
            }
        }
    }

    private void refer(String key, Reference reference) {
        References.Step step = References.add(referents.get(key), reference);
        referents.put(key, step.state());
        for (References.Reached reached : step.reached()) {
            families.put(reached.article(), lifecycle.impose(families.get(reached.article()), reached.act()));
        }
    }

    /** What a person should look at, by then: targets that nobody knows, numbers that are missing. */
    public List<Alarm> alarms(Instant now) {
        List<Alarm> raised = new ArrayList<>();
        Instant ripe = now.minus(ReferenceProcessor.PATIENCE);
        families.forEach((id, family) -> {
            Revision act = Lifecycle.missing(family);
            if (act != null) {
                raised.add(alarms.missing(id, id, act.getAction(), act.getBy(), at(act.getReceivedAt()), false));
            }
        });
        referents.forEach((key, known) -> {
            Reference act = References.missing(known);
            if (act != null) {
                raised.add(alarms.missing(
                        key,
                        act.getSaid(),
                        act.getAct().getAction(),
                        act.getArticle(),
                        at(act.getReceivedAt()),
                        false));
            }
        });
        counts.forEach((key, count) -> {
            String missing = Counts.missing(count);
            if (missing != null) {
                raised.add(
                        alarms.of(Alarms.SEQUENCE_GAP, key, "missing: " + missing, "", at(count.getLastAt()), false));
            }
        });
        return raised.stream().filter(alarm -> !alarm.getSince().isAfter(ripe)).toList();
    }

    private static Instant at(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    /** Every known article at an instant, by id. */
    public SortedMap<String, Standing> at(Instant now) {
        SortedMap<String, Standing> all = new TreeMap<>();
        for (Map.Entry<String, Family> known : families.entrySet()) {
            Family family = known.getValue();
            if (!Lifecycle.isKnown(family)) {
                continue;
            }
            Head head = lifecycle.decide(ArticleId.parse(known.getKey()).provider(), family, now, null);
            all.put(known.getKey(), new Standing(head, head.shown() ? lifecycle.text(family) : null, bytes(family)));
        }
        return all;
    }

    private static ByteBuffer bytes(Family family) {
        try {
            return family.toByteBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Wire items as bare Avro: no registry, no header. */
    private static final class BareCodec implements ItemCodec {
        private final SpecificDatumWriter<WireItem> writer = new SpecificDatumWriter<>(WireItem.class);
        private final SpecificDatumReader<WireItem> reader = new SpecificDatumReader<>(WireItem.class);

        @Override
        public int header() {
            return 0;
        }

        @Override
        public byte[] write(WireItem item) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            try {
                writer.write(item, encoder);
                encoder.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }

        @Override
        public WireItem read(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(copy, null);
            try {
                return reader.read(null, decoder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
