package wireroom.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Confluent's own KafkaAvroSerializer and KafkaAvroDeserializer 5.5.3, in a class loader of their own: they bring Avro
 * 1.9.2. Records cross over as Avro JSON.
 */
final class ConfluentSerdes {
    private static final Path JAR = Path.of("target/interop/confluent.jar");

    /** One for all tests: it loads some thousand classes. */
    private static final URLClassLoader LOADER = loader();

    private final Object serializer;
    private final Object deserializer;

    ConfluentSerdes(Map<String, ?> settings) throws ReflectiveOperationException {
        serializer = make("io.confluent.kafka.serializers.KafkaAvroSerializer", settings);
        deserializer = make("io.confluent.kafka.serializers.KafkaAvroDeserializer", settings);
    }

    private static URLClassLoader loader() {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(JAR + " is missing: run the tests with Maven, which copies it there");
        }
        try {
            return new URLClassLoader(
                    "confluent", new URL[] {JAR.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Object make(String className, Map<String, ?> settings) throws ReflectiveOperationException {
        // They look up the classes that their settings name in the loader of the thread.
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(LOADER);
        try {
            Object made = LOADER.loadClass(className).getConstructor().newInstance();
            made.getClass().getMethod("configure", Map.class, boolean.class).invoke(made, settings, false);
            return made;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Where their Avro comes from. */
    String avroVersion() throws ReflectiveOperationException {
        return LOADER.loadClass("org.apache.avro.Schema")
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString();
    }

    /**
     * @param json a record of that schema as Avro JSON
     */
    byte[] serialize(String topic, String schema, String json) throws ReflectiveOperationException {
        Object record = fromJson(parse(schema), json);
        return (byte[]) serializer
                .getClass()
                .getMethod("serialize", String.class, Object.class)
                .invoke(serializer, topic, record);
    }

    /** The record as Avro JSON. */
    String deserialize(String topic, byte[] bytes) throws ReflectiveOperationException {
        Object record = deserializer
                .getClass()
                .getMethod("deserialize", String.class, byte[].class)
                .invoke(deserializer, topic, bytes);
        Object schema = record.getClass().getMethod("getSchema").invoke(record);
        return toJson(schema, record);
    }

    private Object parse(String schema) throws ReflectiveOperationException {
        Class<?> parser = LOADER.loadClass("org.apache.avro.Schema$Parser");
        return parser.getMethod("parse", String.class)
                .invoke(parser.getConstructor().newInstance(), schema);
    }

    private Object fromJson(Object schema, String json) throws ReflectiveOperationException {
        Object factory = LOADER.loadClass("org.apache.avro.io.DecoderFactory")
                .getMethod("get")
                .invoke(null);
        Object decoder =
                method(factory, "jsonDecoder", schemaClass(), String.class).invoke(factory, schema, json);
        Constructor<?> reader =
                LOADER.loadClass("org.apache.avro.generic.GenericDatumReader").getConstructor(schemaClass());
        Object made = reader.newInstance(schema);
        return method(made, "read", Object.class, LOADER.loadClass("org.apache.avro.io.Decoder"))
                .invoke(made, null, decoder);
    }

    private String toJson(Object schema, Object record) throws ReflectiveOperationException {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        Object factory = LOADER.loadClass("org.apache.avro.io.EncoderFactory")
                .getMethod("get")
                .invoke(null);
        Object encoder = method(factory, "jsonEncoder", schemaClass(), java.io.OutputStream.class)
                .invoke(factory, schema, out);
        Object writer = LOADER.loadClass("org.apache.avro.generic.GenericDatumWriter")
                .getConstructor(schemaClass())
                .newInstance(schema);
        Class<?> encoderClass = LOADER.loadClass("org.apache.avro.io.Encoder");
        method(writer, "write", Object.class, encoderClass).invoke(writer, record, encoder);
        encoderClass.getMethod("flush").invoke(encoder);
        return out.toString(java.nio.charset.StandardCharsets.UTF_8);
    }

    private Class<?> schemaClass() throws ClassNotFoundException {
        return LOADER.loadClass("org.apache.avro.Schema");
    }

    private static Method method(Object on, String name, Class<?>... types) throws NoSuchMethodException {
        return on.getClass().getMethod(name, types);
    }
}
