@NullMarked
package org.angarium.store;

import org.jspecify.annotations.NullMarked;
