package wireroom.enrich.lifecycle;

import java.nio.ByteBuffer;
import java.util.Map;
import wireroom.model.WireItem;
import wireroom.registry.RegistrySerde;

/** Wire items as in their topic, with a registry in memory. */
final class PlainCodec implements ItemCodec {
    private static final String TOPIC = "wire-items";

    private final RegistrySerde<WireItem> serde = new RegistrySerde<>(WireItem.class);

    PlainCodec() {
        serde.configure(Map.of("schema.registry.url", "mock://lifecycle"), false);
    }

    @Override
    public int header() {
        return 5;
    }

    @Override
    public byte[] write(WireItem item) {
        return serde.serializer().serialize(TOPIC, item);
    }

    @Override
    public WireItem read(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return serde.deserializer().deserialize(TOPIC, copy);
    }
}
