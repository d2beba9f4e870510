package wireroom.registry;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import wireroom.model.Cursor;

/** Small news facts as records. */
final class Samples {
    static final Schema FLASH = new Schema.Parser().parse("""
                    {"type":"record","name":"Flash","namespace":"demo","fields":[
                      {"name":"headline","type":"string"},{"name":"urgency","type":"int"}]}""");

    /** As {@link #FLASH} with a place, which has a default. */
    static final Schema FLASH_WITH_PLACE = new Schema.Parser().parse("""
                    {"type":"record","name":"Flash","namespace":"demo","fields":[
                      {"name":"place","type":"string","default":"nowhere"},
                      {"name":"headline","type":"string"},{"name":"urgency","type":"int"}]}""");

    /** As {@link #FLASH} with a place that has no default: nobody can read old records with it. */
    static final Schema FLASH_THAT_DEMANDS_A_PLACE = new Schema.Parser().parse("""
                    {"type":"record","name":"Flash","namespace":"demo","fields":[
                      {"name":"headline","type":"string"},{"name":"urgency","type":"int"},
                      {"name":"place","type":"string"}]}""");

    private Samples() {}

    static GenericRecord flash(String headline, int urgency) {
        return flash(FLASH, headline, urgency);
    }

    static GenericRecord flash(Schema schema, String headline, int urgency) {
        GenericRecord flash = new GenericData.Record(schema);
        flash.put("headline", headline);
        flash.put("urgency", urgency);
        if (schema.getField("place") != null) {
            flash.put("place", "Lima");
        }
        return flash;
    }

    static Cursor cursor(String part) {
        return Cursor.newBuilder()
                .setSourceId("seeds")
                .setPart(part)
                .setFields(new HashMap<>(Map.of("size", "42")))
                .setAt(java.time.Instant.parse("2026-11-21T12:00:00Z"))
                .build();
    }

    /** Settings as a list of names and values. */
    static Map<String, Object> settings(Object... namesAndValues) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("schema.registry.wait.ms", "0");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i].toString(), namesAndValues[i + 1]);
        }
        return settings;
    }

    static <V extends org.apache.avro.generic.IndexedRecord> RegistrySerializer<V> serializer(
            Object... namesAndValues) {
        RegistrySerializer<V> serializer = new RegistrySerializer<>();
        serializer.configure(settings(namesAndValues), false);
        return serializer;
    }

    static <V> RegistryDeserializer<V> deserializer(Class<V> type, Object... namesAndValues) {
        RegistryDeserializer<V> deserializer = new RegistryDeserializer<>(type);
        deserializer.configure(settings(namesAndValues), false);
        return deserializer;
    }
}
