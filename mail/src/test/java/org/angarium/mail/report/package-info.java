@NullMarked
package org.angarium.mail.report;

import org.jspecify.annotations.NullMarked;
