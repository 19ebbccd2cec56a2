@NullMarked
package org.angarium.bench;

import org.jspecify.annotations.NullMarked;
