#include "python/seccomp.hpp"

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>

namespace battalion::python {
namespace {

#if defined(__x86_64__)
constexpr unsigned machine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr unsigned machine = AUDIT_ARCH_AARCH64;
#else
constexpr unsigned machine = 0;
#endif

constexpr std::uint16_t load = BPF_LD | BPF_W | BPF_ABS, equals = BPF_JMP | BPF_JEQ | BPF_K, at_least = BPF_JMP | BPF_JGE | BPF_K,
                        has_bits = BPF_JMP | BPF_JSET | BPF_K, give_back = BPF_RET | BPF_K;

class Filter {
 public:
  Filter() {
    put(load, offsetof(seccomp_data, arch));
    put(equals, machine, 1, 0);
    put(give_back, SECCOMP_RET_KILL_PROCESS);
    put(load, offsetof(seccomp_data, nr));
#if defined(__x86_64__)
    put(at_least, 0x40000000u, 0, 1);  // x32: the same calls under other numbers
    put(give_back, refused(EPERM));
#endif
  }
  void refuse(std::initializer_list<int> calls, int error = EPERM) {
    for (const int call : calls) {
      put(equals, static_cast<unsigned>(call), 0, 1);
      put(give_back, refused(error));
    }
  }
  /// clone that makes anything but a thread.
  void refuse_processes() {
    refuse({
#ifdef SYS_fork
        SYS_fork, SYS_vfork,
#endif
        SYS_execve, SYS_execveat});
    put(equals, SYS_clone, 0, 4);
    put(load, offsetof(seccomp_data, args));  // flags: the low half
    put(has_bits, CLONE_THREAD, 1, 0);
    put(give_back, refused(EPERM));
    put(give_back, SECCOMP_RET_ALLOW);
  }
  std::vector<sock_filter> take() {
    put(give_back, SECCOMP_RET_ALLOW);
    return machine == 0 ? std::vector<sock_filter>{} : std::move(code_);
  }

 private:
  static unsigned refused(int error) { return SECCOMP_RET_ERRNO | static_cast<unsigned>(error); }
  void put(std::uint16_t code, unsigned k, std::uint8_t yes = 0, std::uint8_t no = 0) { code_.push_back({code, yes, no, k}); }
  std::vector<sock_filter> code_;
};

}  // namespace

std::vector<sock_filter> parent_filter() {
  Filter filter;
  // Its flags lie in memory, where no filter can look; without it the C library takes clone.
  filter.refuse({SYS_clone3}, ENOSYS);
  filter.refuse({SYS_memfd_create, SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register}, ENOSYS);
  filter.refuse({SYS_socket, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, SYS_unshare, SYS_setns, SYS_mount,
                 SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_keyctl, SYS_add_key,
                 SYS_request_key, SYS_open_by_handle_at, SYS_name_to_handle_at, SYS_init_module, SYS_finit_module, SYS_delete_module,
                 SYS_kexec_load, SYS_reboot, SYS_swapon, SYS_swapoff, SYS_settimeofday, SYS_clock_settime, SYS_clock_adjtime, SYS_adjtimex,
                 SYS_sethostname, SYS_setdomainname, SYS_personality, SYS_quotactl, SYS_acct, SYS_syslog, SYS_vhangup, SYS_fanotify_init,
                 SYS_inotify_init1, SYS_shmget, SYS_shmat, SYS_shmctl, SYS_semget, SYS_semop, SYS_semctl, SYS_msgget, SYS_msgsnd,
                 SYS_msgrcv, SYS_msgctl, SYS_mq_open, SYS_mq_unlink, SYS_move_pages, SYS_migrate_pages});
#ifdef SYS_pidfd_getfd
  filter.refuse({SYS_pidfd_open, SYS_pidfd_getfd});
#endif
#ifdef SYS_open_tree
  filter.refuse({SYS_open_tree, SYS_move_mount, SYS_fsopen, SYS_fsconfig, SYS_fsmount, SYS_fspick});
#endif
#ifdef SYS_mount_setattr
  filter.refuse({SYS_mount_setattr});
#endif
#if defined(__x86_64__)
  filter.refuse({SYS_iopl, SYS_ioperm, SYS_modify_ldt, SYS_kexec_file_load, SYS_inotify_init});
#endif
  return filter.take();
}

std::vector<sock_filter> child_filter(bool own_pids) {
  Filter filter;
  if (!own_pids) filter.refuse({SYS_kill, SYS_tkill, SYS_tgkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo});
  filter.refuse_processes();
  return filter.take();
}

bool has_filters() { return machine != 0 && ::prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0; }

}  // namespace battalion::python
