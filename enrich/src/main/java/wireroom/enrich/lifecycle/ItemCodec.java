package wireroom.enrich.lifecycle;

import java.nio.ByteBuffer;
import wireroom.model.WireItem;

/** Writes wire items into the state and reads them back. Equal items give equal bytes after the header. */
public interface ItemCodec {
    /** Bytes in front that do not depend on the item, such as a schema id. */
    int header();

    /** The item as bytes. */
    byte[] write(WireItem item);

    /** The item of {@link #write}. */
    WireItem read(ByteBuffer bytes);
}
