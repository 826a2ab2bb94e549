// SPDX-License-Identifier: Apache-2.0
package org.palate.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.palate.TestData;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Holds the builds to what they may fetch: native engines belong to the comparison with them. */
final class PomTest {
  private static final List<String> POMS =
      List.of("pom.xml", "engine/pom.xml", "models/pom.xml", "bench/pom.xml", "tests/pom.xml");

  @Test
  void onlyTheProfilePeersOfTheBenchmarksNamesDjl() throws Exception {
    Set<String> places = new TreeSet<>();
    for (String pom : POMS) {
      for (Element group : elements(pom, "groupId")) {
        if (group.getTextContent().startsWith("ai.djl")) {
          places.add(pom + ", " + profile(group));
        }
      }
    }
    assertEquals(Set.of("bench/pom.xml, peers"), places);
  }

  @Test
  void theProfilePeersHasToBeAskedFor() throws Exception {
    for (Element activation : elements("bench/pom.xml", "activation")) {
      assertFalse(profile(activation).equals("peers"), "it switches itself on");
    }
  }

  @Test
  void librariesDependOnEachOtherAtMost() throws Exception {
    for (String library : List.of("engine/pom.xml", "models/pom.xml")) {
      for (Element dependency : elements(library, "dependency")) {
        assertEquals("org.palate", child(dependency, "groupId"), library);
      }
    }
  }

  @Test
  void testsRunWithoutDjl() {
    assertNull(ClassLoader.getSystemResource("ai/djl/ndarray/NDArray.class"));
  }

  private static List<Element> elements(String pom, String name) throws Exception {
    NodeList nodes =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(TestData.checkout().resolve(pom).toFile())
            .getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  /** The id of the profile around an element; "every build" where there is none. */
  private static String profile(Node element) {
    for (Node node = element; node != null; node = node.getParentNode()) {
      if (node.getNodeName().equals("profile")) {
        return child((Element) node, "id");
      }
    }
    return "every build";
  }

  private static String child(Element element, String name) {
    return element.getElementsByTagName(name).item(0).getTextContent();
  }
}
