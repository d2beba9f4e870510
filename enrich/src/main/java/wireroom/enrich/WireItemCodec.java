package wireroom.enrich;

import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import wireroom.enrich.lifecycle.ItemCodec;
import wireroom.model.WireItem;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

/** Wire items in the state look like wire items in their topic: the registry knows their schema for ever. */
final class WireItemCodec implements ItemCodec {
    private static final int MAGIC_AND_SCHEMA_ID = 5;

    private final Serde<WireItem> serde;

    WireItemCodec(Cluster cluster) {
        serde = Topics.WIRE_ITEMS.valueSerde(cluster);
    }

    @Override
    public int header() {
        return MAGIC_AND_SCHEMA_ID;
    }

    @Override
    public byte[] write(WireItem item) {
        return serde.serializer().serialize(Topics.WIRE_ITEMS.name(), item);
    }

    @Override
    public WireItem read(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return serde.deserializer().deserialize(Topics.WIRE_ITEMS.name(), copy);
    }
}
