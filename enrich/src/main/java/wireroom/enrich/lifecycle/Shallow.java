package wireroom.enrich.lifecycle;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;

/** Copies a record without copying what it holds; Avro's builders copy every byte of a text that never changes. */
final class Shallow {
    private Shallow() {}

    static <T extends SpecificRecordBase> T copy(T from, T into) {
        for (Schema.Field field : from.getSchema().getFields()) {
            into.put(field.pos(), from.get(field.pos()));
        }
        return into;
    }

    static <T extends SpecificRecordBase> T with(T record, String field, Object value) {
        record.put(record.getSchema().getField(field).pos(), value);
        return record;
    }
}
