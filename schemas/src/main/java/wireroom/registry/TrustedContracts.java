package wireroom.registry;

import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro that our generated classes may be made from schemas. Since 1.12.2 Avro instantiates only classes that
 * somebody vouched for, and without this every program that touches a contract would have to start with a system
 * property.
 *
 * <p>There is no hook for the purpose, so it is one of another: Avro loads the providers of this service before it has
 * parsed the first schema, thus before any generated class is ready. The logical type itself is never used.
 */
public final class TrustedContracts implements LogicalTypes.LogicalTypeFactory {
    private static final String NAME = "wireroom-contract";
    /** Generated classes lie in wireroom.model and, those of one module alone, in packages beside it. */
    private static final String PACKAGES = "wireroom.";

    /** Called by Avro through the service loader. */
    public TrustedContracts() {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(), named -> named.getName().startsWith(PACKAGES)));
    }

    @Override
    public LogicalType fromSchema(Schema schema) {
        return new LogicalType(NAME);
    }

    @Override
    public String getTypeName() {
        return NAME;
    }
}
