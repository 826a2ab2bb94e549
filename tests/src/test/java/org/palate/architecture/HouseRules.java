// SPDX-License-Identifier: Apache-2.0
package org.palate.architecture;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of the house that a compiler does not know, read off class files.
 *
 * <p>They look at constant pools, which hold every name a class refers to: types of fields and
 * methods, generic ones too, whatever a body calls, and what a lambda captures. So a rule cannot be
 * walked around by a fully qualified name or an inferred type.
 */
final class HouseRules {
  /**
   * The engine, from the ground up, a package a line: one may use only those listed above it. A
   * package inside another is {@code outer/inner}.
   */
  static final List<String> ENGINE =
      List.of(
          "kernel/base", // which kernels run, vector widths, checks of ranges, scratch memory
          "kernel/elementwise", // arithmetic and functions of each element, dropout
          "kernel/product", // matrix products, packed matrices
          "kernel/reduction", // sums, dot products, the largest
          "kernel/row", // rows of embedding tables
          "kernel/attention", // softmax of scores and its gradient
          "kernel/normalization", // layer normalisation
          "kernel/interaction", // pairs of fields: factorisation machines
          "kernel/cell", // a time step of LSTM and GRU
          "kernel/update", // steps of SGD, AdaGrad, Adam
          "kernel", // the kernels that run, all families in one record
          "parallel", // one pool of threads, and partitions that change no result
          "linalg", // Cholesky factors, Gram matrices of sparse rows
          "tensor", // tensors, tables of rows, shapes, random streams
          "autograd", // the tape, and plain operations, each with its gradient beside it
          "autograd/lookup", // rows and bags of embedding tables
          "autograd/attention", // dot-product attention and its masks
          "autograd/recurrence", // RNN, GRU and LSTM over a sequence
          "autograd/convolution", // convolution and pooling over one to three axes
          "nn", // layers that every field knows, losses, initialisation
          "optim", // optimizers, schedules, clipping
          "io"); // safetensors, JSON

  /** What stands on it, likewise: a package may use those listed above it, and the engine's. */
  static final List<String> MODELS =
      List.of(
          "config", // settings by name, with defaults
          "data", // interactions, vocabularies, columns, what is known of users and items
          "data/read", // readers of tables and of MovieLens
          "data/split", // which rows train, validate and test
          "data/simulation", // a simulated film service whose best possible ranking is known
          "metric", // metrics of predictions and of ranked lists
          "feature", // fields of an example and how they are encoded
          "recommender", // the contract: queries, candidates, objectives, scorers, models
          "layer/operation", // functions of this field, each with its gradient
          "layer", // layers of this field: crosses, attention to a history, fusion
          "objective", // what models are trained to do: batches, negatives, losses
          "model", // recommenders made of layers
          "eval", // the ranking of all items
          "train", // recipes and the run: validation, early stopping, checkpoints
          "serve", // one file that holds a trained model, and recommendations from it
          "cli"); // the command line

  /** A class of Palate, its package as group 1: packages are in lower case, classes are not. */
  private static final Pattern PALATE =
      Pattern.compile("org/palate/([a-z0-9]+(?:/[a-z0-9]+)*)/(?=[A-Z]|package-info)");

  private static final String VECTORS = "jdk/incubator/vector/";

  /** Loops in vectors, some of them public for other families of kernels: they check nothing. */
  private static final Pattern UNCHECKED = Pattern.compile("org/palate/kernel/[a-z]+/Vector[A-Z]");

  /** Types whose use is forbidden, by the start of their names, and the reason. */
  private static final List<Forbidden> TYPES =
      List.of(
          new Forbidden("java/lang/reflect/", "reflection"),
          new Forbidden(
              "java/util/ServiceLoader", "a service locator", "org/palate/cli/Extensions"),
          new Forbidden("sun/misc/Unsafe", "unsafe memory access"),
          new Forbidden("jdk/internal/", "an internal of the JDK"),
          new Forbidden("java/util/Random", "randomness without a key; use RandomStream"),
          new Forbidden("java/util/random/", "randomness without a key; use RandomStream"),
          new Forbidden("java/util/SplittableRandom", "randomness without a key; use RandomStream"),
          new Forbidden(
              "java/util/concurrent/ThreadLocalRandom",
              "randomness without a key; use RandomStream"),
          new Forbidden(
              "java/security/SecureRandom", "randomness without a key; use RandomStream"));

  /** Names shared by {@code java.lang.Math} and, in capitals, {@code VectorOperators}. */
  private static final Set<String> TRANSCENDENTAL =
      Set.of(
          "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "exp",
          "expm1", "log", "log10", "log1p", "pow", "cbrt", "hypot");

  /** The one class that {@code allowedTo} names may use them; empty if none may. */
  private record Forbidden(String start, String what, String allowedTo) {
    Forbidden(String start, String what) {
      this(start, what, "");
    }
  }

  private HouseRules() {}

  /** What is wrong with a class, one line each; empty if nothing. */
  static List<String> broken(ClassModel type) {
    List<String> faults = new ArrayList<>();
    String name = type.thisClass().asInternalName();
    Set<String> texts = new TreeSet<>();
    for (PoolEntry entry : type.constantPool()) {
      if (entry instanceof Utf8Entry text) {
        texts.add(text.stringValue());
      } else if (entry instanceof MemberRefEntry member) {
        memberFault(member, faults);
      }
    }
    directionFaults(name, texts, faults);
    for (Forbidden forbidden : TYPES) {
      if (!forbidden.allowedTo.equals(name)
          && texts.stream().anyMatch(text -> mentions(text, forbidden.start))) {
        faults.add("uses " + forbidden.start + ": " + forbidden.what);
      }
    }
    vectorFaults(type, texts, faults);
    forwardFaults(type, faults);
    sharedStateFaults(type, faults);
    faults.addAll(FormatRule.faults(type));
    return faults.stream().map(fault -> name.replace('/', '.') + " " + fault).toList();
  }

  /** A variable knows its tape; see {@code org.palate.nn.Layer}. */
  private static void forwardFaults(ClassModel type, List<String> faults) {
    for (MethodModel method : type.methods()) {
      String takes = method.methodType().stringValue();
      if (method.methodName().equalsString("forward")
          && takes.contains("Lorg/palate/autograd/Tape;")
          && takes.substring(0, takes.indexOf(')')).contains("Lorg/palate/autograd/Variable;")) {
        faults.add("takes both a tape and a variable, which knows its tape, in forward");
      }
    }
  }

  /** Whatever two users of a library in one JVM would have to share without knowing it. */
  private static void sharedStateFaults(ClassModel type, List<String> faults) {
    for (FieldModel field : type.fields()) {
      if (!field.flags().has(AccessFlag.STATIC)) {
        continue;
      }
      if (!field.flags().has(AccessFlag.FINAL)) {
        faults.add("static " + field.fieldName() + " is not final: state shared by everyone");
      }
      String declared = field.fieldType().stringValue();
      if (declared.startsWith("Ljava/util/concurrent/") || declared.contains("ThreadLocal")) {
        faults.add("static " + field.fieldName() + " holds state shared by everyone");
      }
    }
  }

  private static void directionFaults(String name, Set<String> texts, List<String> faults) {
    List<String> order = new ArrayList<>(ENGINE);
    order.addAll(MODELS);
    int place = order.indexOf(packageOf(name));
    if (place < 0) {
      faults.add("is in a package this test does not know; add it where it belongs");
      return;
    }
    Set<String> used = new TreeSet<>();
    for (String text : texts) {
      PALATE.matcher(text).results().forEach(match -> used.add(match.group(1)));
    }
    for (String other : used) {
      if (order.indexOf(other) > place) {
        faults.add(
            "uses org.palate.%s, which is not above its own package"
                .formatted(other.replace('/', '.')));
      }
    }
  }

  /** The package of a class by its internal name, without {@code org/palate/}; else empty. */
  static String packageOf(String name) {
    Matcher own = PALATE.matcher(name);
    return own.lookingAt() ? own.group(1) : "";
  }

  private static void memberFault(MemberRefEntry member, List<String> faults) {
    String owner = member.owner().asInternalName();
    String name = member.name().stringValue();
    if (owner.equals("java/lang/Class") && name.equals("forName")) {
      faults.add("calls Class.forName: reflection");
    }
    if (owner.equals("java/lang/Math")) {
      if (TRANSCENDENTAL.contains(name)) {
        faults.add("calls Math." + name + ", whose last bit is the platform's choice");
      } else if (name.equals("random")) {
        faults.add("calls Math.random: randomness without a key; use RandomStream");
      }
    }
    if (owner.equals("java/util/Collections") && name.equals("shuffle")) {
      faults.add("calls Collections.shuffle: randomness without a key; use RandomStream");
    }
    if (name.startsWith("parallel") && owner.startsWith("java/util/")) {
      faults.add("calls " + name + ", which splits work as it likes; use Workers");
    }
    if (owner.startsWith(VECTORS)) {
      boolean operator =
          owner.endsWith("/VectorOperators") && TRANSCENDENTAL.contains(name.toLowerCase());
      if (operator || TRANSCENDENTAL.contains(name)) {
        faults.add("uses the vector operation " + name + ", whose bits change once compiled");
      }
      if (name.startsWith("reduceLanes")) {
        faults.add("calls " + name + ", whose order of adding changes once compiled");
      }
    }
  }

  /** Vectors live in locals of one kernel method: passed, returned or kept, they are boxed. */
  private static void vectorFaults(ClassModel type, Set<String> texts, List<String> faults) {
    if (!type.thisClass().asInternalName().startsWith("org/palate/kernel/")) {
      if (texts.stream().anyMatch(text -> mentions(text, VECTORS))) {
        faults.add("uses the Vector API outside org.palate.kernel");
      }
      if (texts.stream().anyMatch(text -> UNCHECKED.matcher(text).find())) {
        faults.add("uses loops that check no argument; go by Engine.kernels()");
      }
      return;
    }
    for (MethodModel method : type.methods()) {
      if (method.methodType().stringValue().contains(VECTORS)
          || method
              .findAttribute(Attributes.signature())
              .map(SignatureAttribute::signature)
              .filter(signature -> signature.stringValue().contains(VECTORS))
              .isPresent()) {
        faults.add("passes or returns a vector type in " + method.methodName());
      }
    }
    for (FieldModel field : type.fields()) {
      String declared =
          field
              .findAttribute(Attributes.signature())
              .map(signature -> signature.signature().stringValue())
              .orElse(field.fieldType().stringValue());
      if (!declared.contains(VECTORS)) {
        continue;
      }
      // A species, and how lanes are moved, are constants to C2; only a vector would be boxed.
      boolean constant =
          Set.of("L" + VECTORS + "VectorSpecies;", "L" + VECTORS + "VectorShuffle;")
                  .contains(field.fieldType().stringValue())
              && field.flags().has(AccessFlag.STATIC)
              && field.flags().has(AccessFlag.FINAL);
      if (!constant) {
        faults.add("keeps a vector type in the field " + field.fieldName());
      }
    }
  }

  /** Whether a constant names a type that starts so, as itself or inside a descriptor. */
  private static boolean mentions(String text, String start) {
    return text.startsWith(start) || text.contains("L" + start);
  }
}
