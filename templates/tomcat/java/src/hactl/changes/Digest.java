package hactl.changes;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.Date;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Reads a value to 64 bits that change when what serialization would write of it changes.
 *
 * <p>Reading costs a fraction of writing: fields are read where a class is written by its fields, collections of
 * Java's own by their elements; whatever else there is, is written. It says, too, what cannot be written, and where.
 */
final class Digest {
  private static final ThreadLocal<Digest> OWN = new ThreadLocal<Digest>() {
    @Override
    protected Digest initialValue() {
      return new Digest();
    }
  };
  private static final int TRIES = 3;
  private static final int SAMPLES = 16;

  private final Seen seen = new Seen();
  private boolean busy;
  private long sum;

  /** Tells whether a value cannot be changed, so that looking at it again is of no use. */
  static boolean plain(Object value) {
    return value == null || Shape.of(value.getClass()).plain();
  }

  /**
   * Returns the digest of a value.
   *
   * @throws Uncopyable if something in it cannot be written
   * @throws Unsettled if it changed each time while it was read
   */
  static long of(Object value) throws Uncopyable, Unsettled {
    RuntimeException last = null;
    for (int i = 0; i < TRIES; i++) {
      try {
        Digest own = OWN.get();
        return (own.busy ? new Digest() : own).read(value);  // a value that is written may ask its session for others
      } catch (RuntimeException changing) {  // ConcurrentModificationException and its like
        last = changing;
        Thread.yield();
      } catch (StackOverflowError deep) {
        throw new Uncopyable("its objects lead to each other too deeply");
      }
    }
    throw new Unsettled(last);
  }

  /** Returns the digest of what is really written, for a value whose writing failed. */
  static long written(Object value) throws IOException, Unsettled {
    RuntimeException last = null;
    for (int i = 0; i < TRIES; i++) {
      try {
        Digest own = new Digest();
        own.write(value);
        return own.sum;
      } catch (RuntimeException changing) {
        last = changing;
        Thread.yield();
      } catch (StackOverflowError deep) {
        throw new Uncopyable("its objects lead to each other too deeply");
      }
    }
    throw new Unsettled(last);
  }

  private long read(Object value) throws Uncopyable {
    sum = 0;
    busy = true;
    try {
      any(value);
      return sum;
    } catch (IllegalAccessException never) {
      throw new IllegalStateException(never);
    } finally {
      seen.clear();
      busy = false;
    }
  }

  private void mix(long value) {
    long mixed = (sum ^ value) * 0x9E3779B97F4A7C15L;
    sum = mixed ^ mixed >>> 32;
  }

  private void any(Object value) throws Uncopyable, IllegalAccessException {
    if (value == null) {
      mix(1);
      return;
    }
    Shape shape = Shape.of(value.getClass());
    mix(shape.tag);
    if (shape.plain()) {
      leaf(shape.kind, value);
    } else if (shape.kind == Shape.DATE) {
      mix(((Date) value).getTime());
    } else if (shape.kind == Shape.NOT_SERIALIZABLE) {
      throw new Uncopyable(value.getClass().getName() + " is not Serializable");
    } else {
      int before = seen.add(value);
      if (before >= 0) {
        mix(before);
      } else {
        inside(shape, value);
      }
    }
  }

  private void leaf(int kind, Object value) {
    switch (kind) {
      case Shape.STRING:
        text((String) value);
        break;
      case Shape.WHOLE:
        mix(((Number) value).longValue());
        break;
      case Shape.DOUBLE:
        mix(Double.doubleToRawLongBits((Double) value));
        break;
      case Shape.FLOAT:
        mix(Float.floatToRawIntBits((Float) value));
        break;
      case Shape.BOOLEAN:
        mix((Boolean) value ? 3 : 2);
        break;
      case Shape.CHARACTER:
        mix((Character) value);
        break;
      case Shape.ENUM:
        text(((Enum<?>) value).name());
        break;
      case Shape.CLASS:
        text(((Class<?>) value).getName());
        break;
      default:
        text(value.toString());
    }
  }

  /** A string keeps its own hash, but short ones can share that: so its characters count too, of long ones some. */
  private void text(String value) {
    int length = value.length();
    long own = (long) value.hashCode() << 32 | length;
    int step = length <= SAMPLES ? 1 : length / SAMPLES;
    long part = 0;
    for (int i = 0; i < length; i += step) {
      part = part * 0x5DEECE66DL + value.charAt(i);
    }
    mix(own ^ part * 0x2545F4914F6CDD1DL);
  }

  private void inside(Shape shape, Object value) throws Uncopyable, IllegalAccessException {
    switch (shape.kind) {
      case Shape.FIELDS:
        fields(shape, value);
        break;
      case Shape.STAMP:
        mix(((Timestamp) value).getTime());
        mix(((Timestamp) value).getNanos());
        break;
      case Shape.SORTED_SET:
        any(((SortedSet<?>) value).comparator());
        elements((Collection<?>) value);
        break;
      case Shape.SEQUENCE:
        elements((Collection<?>) value);
        break;
      case Shape.SORTED_MAP:
        any(((SortedMap<?, ?>) value).comparator());
        entries((Map<?, ?>) value);
        break;
      case Shape.MAP:
        entries((Map<?, ?>) value);
        break;
      case Shape.ARRAY:
        array((Object[]) value);
        break;
      case Shape.PRIMITIVES:
        primitives(value);
        break;
      default:
        writeInside(value);
    }
  }

  private void fields(Shape shape, Object value) throws Uncopyable, IllegalAccessException {
    Field[] fields = shape.fields;
    int[] types = shape.types;
    for (int i = 0; i < fields.length; i++) {
      if (types[i] > Shape.TEXT_FIELD) {
        mix(primitive(fields[i], types[i], value));
        continue;
      }
      if (types[i] == Shape.TEXT_FIELD) {
        String text = (String) fields[i].get(value);
        if (text == null) {
          mix(1);
        } else {
          text(text);
        }
        continue;
      }
      try {
        any(fields[i].get(value));
      } catch (Uncopyable found) {
        throw found.under("." + fields[i].getName());
      }
    }
  }

  private static long primitive(Field field, int type, Object value) throws IllegalAccessException {
    switch (type) {
      case Shape.INT:
        return field.getInt(value);
      case Shape.LONG:
        return field.getLong(value);
      case Shape.BOOL:
        return field.getBoolean(value) ? 3 : 2;
      case Shape.DBL:
        return Double.doubleToRawLongBits(field.getDouble(value));
      case Shape.FLT:
        return Float.floatToRawIntBits(field.getFloat(value));
      case Shape.SHORT:
        return field.getShort(value);
      case Shape.BYTE:
        return field.getByte(value);
      default:
        return field.getChar(value);
    }
  }

  private void elements(Collection<?> value) throws Uncopyable, IllegalAccessException {
    mix(value.size());
    if (value.getClass() == ArrayList.class) {
      inOrder((ArrayList<?>) value);
      return;
    }
    int at = 0;
    for (Object each : value) {
      try {
        any(each);
      } catch (Uncopyable found) {
        throw found.under("[" + at + "]");
      }
      at++;
    }
  }

  private void inOrder(ArrayList<?> value) throws Uncopyable, IllegalAccessException {
    int size = value.size();
    for (int i = 0; i < size; i++) {
      try {
        any(value.get(i));
      } catch (Uncopyable found) {
        throw found.under("[" + i + "]");
      }
    }
    if (value.size() != size) {
      throw new ConcurrentModificationException();
    }
  }

  private void entries(Map<?, ?> value) throws Uncopyable, IllegalAccessException {
    mix(value.size());
    for (Map.Entry<?, ?> each : value.entrySet()) {
      Object key = each.getKey();
      try {
        any(key);
        any(each.getValue());
      } catch (Uncopyable found) {
        throw found.under("[" + (plain(key) ? key : key.getClass().getName()) + "]");
      }
    }
  }

  private void array(Object[] value) throws Uncopyable, IllegalAccessException {
    mix(value.length);
    for (int i = 0; i < value.length; i++) {
      try {
        any(value[i]);
      } catch (Uncopyable found) {
        throw found.under("[" + i + "]");
      }
    }
  }

  private void primitives(Object value) {
    int length = Array.getLength(value);
    mix(length);
    if (value instanceof byte[]) {
      bytes((byte[]) value, 0, length);
    } else if (value instanceof int[]) {
      for (int each : (int[]) value) {
        mix(each);
      }
    } else if (value instanceof char[]) {
      for (char each : (char[]) value) {
        mix(each);
      }
    } else if (value instanceof double[]) {
      for (double each : (double[]) value) {
        mix(Double.doubleToRawLongBits(each));
      }
    } else if (value instanceof long[]) {
      for (long each : (long[]) value) {
        mix(each);
      }
    } else {
      for (int i = 0; i < length; i++) {
        Object each = Array.get(value, i);
        leaf(Shape.of(each.getClass()).kind, each);
      }
    }
  }

  private void bytes(byte[] bytes, int offset, int length) {
    long part = length;
    for (int i = 0; i < length; i++) {
      part = part << 8 | bytes[offset + i] & 255;
      if ((i & 7) == 7) {
        mix(part);
        part = 0;
      }
    }
    mix(part);
  }

  private void writeInside(Object value) throws Uncopyable {
    try {
      write(value);
    } catch (NotSerializableException bad) {
      throw new Uncopyable(bad.getMessage() + " in " + value.getClass().getName() + " is not Serializable");
    } catch (IOException bad) {
      throw new Uncopyable(value.getClass().getName() + " does not let itself be written: " + bad);
    }
  }

  private void write(Object value) throws IOException {
    ObjectOutputStream out = new ObjectOutputStream(new OutputStream() {
      @Override
      public void write(int each) {
        mix(each);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        bytes(bytes, offset, length);
      }
    });
    out.writeObject(value);
    out.flush();
  }

  /** A value that somebody else changes while it is read. */
  static final class Unsettled extends Exception {
    Unsettled(RuntimeException cause) {
      super(cause);
    }
  }
}
