@NullMarked
package org.angarium.testkit;

import org.jspecify.annotations.NullMarked;
