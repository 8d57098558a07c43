/* libedit, and what Swift cannot call of it: functions with "...", and stdin as a global. */
#ifndef CEDIT_H
#define CEDIT_H
#include <histedit.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef unsigned char (*cedit_command)(EditLine *editor, int key);
typedef char *(*cedit_prompt)(EditLine *editor);

/* Words on standard error, keys from standard input, both terminals. NULL: no memory. Ctrl-C is a key
   like any other while a line is edited. */
static inline EditLine *cedit_open(const char *program, void *context, cedit_prompt prompt) {
  if (!setlocale(LC_CTYPE, "") || MB_CUR_MAX == 1) setlocale(LC_CTYPE, "C.UTF-8");
  EditLine *editor =
    el_init_fd(program, stdin, stderr, stderr, STDIN_FILENO, STDERR_FILENO, STDERR_FILENO);
  if (!editor) return NULL;
  el_set(editor, EL_CLIENTDATA, context);
  el_set(editor, EL_EDITOR, "emacs");
  el_set(editor, EL_SIGNAL, 0);
  el_set(editor, EL_PROMPT, prompt);
  el_set(editor, EL_SETTY, "-d", "-isig", NULL);
  return editor;
}

/* Before the prompt is seen, so that no key that follows it is taken by the terminal itself. */
static inline void cedit_prepare(EditLine *editor) { el_set(editor, EL_PREP_TERM, 1); }

static inline void *cedit_context(EditLine *editor) {
  void *context = NULL;
  el_get(editor, EL_CLIENTDATA, &context);
  return context;
}

static inline void cedit_command_on(
  EditLine *editor, const char *key, const char *name, cedit_command command) {
  el_set(editor, EL_ADDFN, name, name, command);
  el_set(editor, EL_BIND, key, name, NULL);
}

static inline void cedit_bind(EditLine *editor, const char *key, const char *name) {
  el_set(editor, EL_BIND, key, name, NULL);
}

static inline History *cedit_history(EditLine *editor, int size) {
  History *all = history_init();
  HistEvent event;
  if (!all) return NULL;
  history(all, &event, H_SETSIZE, size);
  history(all, &event, H_SETUNIQUE, 1);
  el_set(editor, EL_HIST, history, all);
  return all;
}

static inline void cedit_remember(History *all, const char *line) {
  HistEvent event;
  history(all, &event, H_ENTER, line);
}
#endif
