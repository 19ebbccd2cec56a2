@NullMarked
package org.angarium.mail;

import org.jspecify.annotations.NullMarked;
