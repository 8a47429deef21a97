# Completion for bash. Whatever can be given is asked of the command itself, so that nothing here has to follow it.

_budgetpress()
{
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} program=${COMP_WORDS[0]} command='' words='' i
    for ((i = 1; i < COMP_CWORD; i++)); do
        [[ ${COMP_WORDS[i - 1]} == --lang || ${COMP_WORDS[i - 1]} == --diagnostics || ${COMP_WORDS[i]} == -* ]] && continue
        command=${COMP_WORDS[i]}
        break
    done
    case $previous in
    --lang) words='zh en' ;;
    --diagnostics) words='text json' ;;
    --form) words=$("$program" forms 2>/dev/null | cut -f1) ;;
    -f | --format)
        words=$("$program" "$command" --help --lang en 2>/dev/null | sed -n 's/^Formats: \(.*\)\.$/\1/p' | tr -d ,)
        [[ $command == check ]] && words='text json sarif'
        [[ $command == diff ]] && words='text json xlsx'
        ;;
    --option)
        words=$("$program" "$command" --help --lang en 2>/dev/null | sed -n 's/^  \([a-z]*\.[a-z]*\)=\([^ ]*\) \[.*/\1 \2/p' |
            while IFS=' |' read -r -a option; do printf "${option[0]}=%s " "${option[@]:1}"; done)
        ;;
    *)
        if [[ -z $command && $current != -* ]]; then
            words=$("$program" --help --lang en 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p')
        elif [[ $current == -* ]]; then
            words=$("$program" ${command:+"$command"} --help --lang en 2>/dev/null | grep -o -e '^ *-[a-zA-Z-].*' |
                grep -o -e '^ *\(-[a-z], \)\?--[a-z-]*' | grep -o -e '-[a-z-]*')
        fi
        ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    ((${#COMPREPLY[@]})) || mapfile -t COMPREPLY < <(compgen -f -- "$current")
}

complete -o filenames -F _budgetpress budgetpress
