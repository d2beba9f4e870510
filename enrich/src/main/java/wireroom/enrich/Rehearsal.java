package wireroom.enrich;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
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
import wireroom.enrich.lifecycle.Family;
import wireroom.enrich.lifecycle.Head;
import wireroom.enrich.lifecycle.ItemCodec;
import wireroom.enrich.lifecycle.Lifecycle;
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

    /** @param reviving providers that may issue again what they killed */
    public Rehearsal(Set<String> reviving) {
        lifecycle = new Lifecycle(new BareCodec(), reviving);
    }

    /** Takes one wire item in. */
    public void receive(WireItem item) {
        String id = new ArticleId(item.getProvider(), item.getUri()).toString();
        families.put(id, lifecycle.fold(families.get(id), item));
    }

    /** Every known article at an instant, by id. */
    public SortedMap<String, Standing> at(Instant now) {
        SortedMap<String, Standing> all = new TreeMap<>();
        for (Map.Entry<String, Family> known : families.entrySet()) {
            Family family = known.getValue();
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
